package dev.espalier.infrastructure;

/**
 * A subscription remembers a place that the store does not have: the store was restored to an earlier point, or it is
 * another one. What the subscription has written may rest on events that are gone, so it does not go on by itself.
 */
public final class HistoryChangedException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String subscription;
    private final long position;
    private final long head;

    /**
     * For the library.
     *
     * @param subscription its name
     * @param position that it remembers
     * @param head of the store
     * @param difference how the store differs from what is remembered
     */
    public HistoryChangedException(String subscription, long position, long head, String difference) {
        super(
                "subscription " + subscription + " has done everything up to position " + position + ", but "
                        + difference
                        + ". It stands still: look at what it has written since, then set it to where it shall go on, by"
                        + " subscriptions().reset(\"" + subscription + "\", position)",
                null);
        this.subscription = subscription;
        this.position = position;
        this.head = head;
    }

    /**
     * Who noticed.
     *
     * @return the name of the subscription
     */
    public String subscription() {
        return subscription;
    }

    /**
     * What it remembers.
     *
     * @return the position of its checkpoint
     */
    public long position() {
        return position;
    }

    /**
     * What there is.
     *
     * @return the position of the store's last event
     */
    public long head() {
        return head;
    }
}
