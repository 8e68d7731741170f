package dev.espalier.infrastructure;

/** A subscription stands still: an event that it cannot handle, or a changed history, needs a person's look. */
public final class SubscriptionStoppedException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String subscription;
    private final long position;

    /**
     * For the library.
     *
     * @param subscription its name
     * @param position up to which everything is done
     * @param cause why it does not go on
     */
    public SubscriptionStoppedException(String subscription, long position, Throwable cause) {
        super(
                "subscription " + subscription + " stands still after position " + position + ": " + cause.getMessage()
                        + ". Remove the cause, then let it go on by subscriptions().resume(\"" + subscription + "\")",
                cause);
        this.subscription = subscription;
        this.position = position;
    }

    /**
     * Who stands still.
     *
     * @return the name of the subscription
     */
    public String subscription() {
        return subscription;
    }

    /**
     * Where.
     *
     * @return the position up to which everything is done
     */
    public long position() {
        return position;
    }
}
