package dev.espalier.subscription;

import java.util.Optional;

/**
 * Where a subscription stands.
 *
 * @param name of its projector or service
 * @param state what it does at the moment
 * @param position up to which everything is done
 * @param lag how many positions of the store are behind that, wanted or not; as of the last look
 * @param error what it waits for or has stopped at, until it goes on
 */
public record SubscriptionStatus(String name, State state, long position, long lag, Optional<Throwable> error) {
    /** What a subscription does. */
    public enum State {
        /** Nobody runs it. */
        STOPPED,
        /** It works on events that were stored some time ago. */
        CATCHING_UP,
        /** It has done everything and waits for more. */
        LIVE,
        /** Its database, or that of the events, does not do its part; it is tried again. */
        RETRYING,
        /** Somebody has paused it. */
        PAUSED,
        /** An event, or the history, needs a person's look; it stands still until it is resumed or reset. */
        FAILED
    }
}
