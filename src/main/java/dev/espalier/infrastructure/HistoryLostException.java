package dev.espalier.infrastructure;

/**
 * The store has lost events that were told already: it was restored to an earlier point, or a server without the last events
 * took over. Nobody can tell by himself what has to be done with what was made of them, so nothing is read or stored.
 */
public final class HistoryLostException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final long told;
    private final long head;

    /**
     * For store authors.
     *
     * @param told the position of an event that this instance has told
     * @param head of the store as it is now
     */
    public HistoryLostException(long told, long head) {
        super(
                "the store has gone back: the event that was told at position " + told
                        + " is no longer there, and the head is " + head
                        + ". Look at what was made of the lost events, then begin a new epoch by beginEpoch(), or open the"
                        + " store anew",
                null);
        this.told = told;
        this.head = head;
    }

    /**
     * What was lost.
     *
     * @return the position of an event that was told, and is no longer there
     */
    public long told() {
        return told;
    }

    /**
     * Where the store stands.
     *
     * @return the position of its last event
     */
    public long head() {
        return head;
    }
}
