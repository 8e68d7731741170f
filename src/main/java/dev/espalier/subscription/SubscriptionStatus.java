package dev.espalier.subscription;

import dev.espalier.store.Lease;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a subscription stands, as this process knows it.
 *
 * @param name of its projector, service or reactor; that of a partition with its number, as {@code accounts[1/4]}
 * @param state what it does at the moment
 * @param position up to which everything is done
 * @param lag how many positions of the store are behind that, wanted or not
 * @param behind for how long the first event of those that it works on has been waiting; zero when it has done all it knows of
 * @param events how many it has handled in this process
 * @param rate how many of them in a second, lately
 * @param lease which instance runs it and for how long it surely goes on to, as was last heard; empty when none is known to, and
 *     for several partitions together
 * @param error what it waits for or has stopped at, until it goes on
 */
public record SubscriptionStatus(
        String name,
        State state,
        long position,
        long lag,
        Duration behind,
        long events,
        double rate,
        Optional<Lease> lease,
        Optional<Throwable> error) {
    /** What a subscription does. */
    public enum State {
        /** Nobody runs it. */
        STOPPED,
        /** It works on events that were stored some time ago. */
        CATCHING_UP,
        /** It has done everything and waits for more. */
        LIVE,
        /** Another instance runs it; this one goes on with it when that one stops, dies or hangs. */
        STANDBY,
        /**
         * Its database, or that of the events, does not do its part, or it is stored in other partitions than are configured; it
         * is tried again.
         */
        RETRYING,
        /** A version of a view that is not prepared, or a service that runs inline. */
        DORMANT,
        /** Somebody has paused it. */
        PAUSED,
        /** An event, or the history, needs a person's look; it stands still until it is resumed or reset. */
        FAILED
    }

    /** From what matters most to a person to what matters least. */
    private static final List<State> GRAVEST = List.of(
            State.FAILED,
            State.RETRYING,
            State.STOPPED,
            State.PAUSED,
            State.CATCHING_UP,
            State.LIVE,
            State.STANDBY,
            State.DORMANT);

    /** Of all partitions together. */
    static SubscriptionStatus of(String name, List<SubscriptionStatus> partitions) {
        if (partitions.size() == 1) return partitions.get(0);
        SubscriptionStatus gravest =
                Collections.min(partitions, Comparator.comparing(each -> GRAVEST.indexOf(each.state)));
        return new SubscriptionStatus(
                name,
                gravest.state,
                partitions.stream()
                        .mapToLong(SubscriptionStatus::position)
                        .min()
                        .orElseThrow(),
                partitions.stream().mapToLong(SubscriptionStatus::lag).max().orElseThrow(),
                partitions.stream()
                        .map(SubscriptionStatus::behind)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                partitions.stream().mapToLong(SubscriptionStatus::events).sum(),
                partitions.stream().mapToDouble(SubscriptionStatus::rate).sum(),
                Optional.empty(),
                gravest.error);
    }

    /**
     * Whether it does what it is there for: it runs, nothing is in its way, and it is not far behind.
     *
     * @param atMost how far it may be behind
     * @return true when nobody has to look
     */
    public boolean isHealthy(Duration atMost) {
        return switch (state) {
            case LIVE, STANDBY, CATCHING_UP, DORMANT -> behind.compareTo(atMost) <= 0;
            default -> false;
        };
    }

    /**
     * As a line of text.
     *
     * @return what a person looks for first
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-32s %-11s position %d, lag %d (%d.%d s), %d events, %.1f/s%s%s",
                name,
                state,
                position,
                lag,
                behind.toSeconds(),
                behind.toMillisPart() / 100,
                events,
                rate,
                lease.map(held -> ", held by " + held.owner()).orElse(""),
                error.map(why -> ", " + why.getMessage()).orElse(""));
    }
}
