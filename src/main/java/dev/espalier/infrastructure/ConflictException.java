package dev.espalier.infrastructure;

/**
 * Somebody else was faster: the append condition did not hold when the events were to be written. Nothing was stored and
 * no snapshot update service was called for it. Read again and decide again; {@code send} does so by itself.
 */
public final class ConflictException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final transient StreamId stream;
    private final transient AppendCondition condition;
    private final long actual;

    /**
     * For store authors.
     *
     * @param stream whose version was not the expected one, or that holds the event which matched a boundary
     * @param condition that did not hold
     * @param actual the version of the stream; for a boundary the position of the event that matched, 0 where an event is
     *     gone that was read
     */
    public ConflictException(StreamId stream, AppendCondition condition, long actual) {
        super(message(stream, condition, actual), null);
        this.stream = stream;
        this.condition = condition;
        this.actual = actual;
    }

    private static String message(StreamId stream, AppendCondition condition, long actual) {
        if (condition instanceof ExpectedVersion)
            return "stream " + stream + " was expected at " + condition + ", but is at version " + actual;
        if (actual == 0)
            return "the decision rests on an event of stream " + stream
                    + " that is not stored: it was rolled back, or the store was restored to an earlier point";
        return "an event was stored at position " + actual + " in stream " + stream
                + " that the decision should have seen: " + condition;
    }

    /**
     * Where the conflict is.
     *
     * @return the stream; for a boundary the one that holds the event which matched
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * What did not hold.
     *
     * @return the expected version, or a marker with the one query that was violated
     */
    public AppendCondition condition() {
        return condition;
    }

    /**
     * What was found instead.
     *
     * @return the version of the stream; for a boundary the position of the event that matched, 0 where an event is gone
     *     that was read
     */
    public long actual() {
        return actual;
    }

    /**
     * Whether reading and deciding again may help.
     *
     * @return true, unless the stream had to be new
     */
    @Override
    public boolean retryable() {
        return condition != ExpectedVersion.noStream();
    }
}
