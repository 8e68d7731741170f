package dev.espalier.infrastructure;

/** Events were to be stored in a stream that an operator has closed or deleted; nothing was stored. */
public final class StreamClosedException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final transient StreamId stream;

    /**
     * For store authors.
     *
     * @param stream that takes no events
     */
    public StreamClosedException(StreamId stream) {
        super("stream " + stream + " is closed: it takes no events unless it is reopened", null);
        this.stream = stream;
    }

    /**
     * Which one.
     *
     * @return the stream that takes no events
     */
    public StreamId stream() {
        return stream;
    }
}
