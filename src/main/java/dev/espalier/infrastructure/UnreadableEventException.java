package dev.espalier.infrastructure;

import org.jspecify.annotations.Nullable;

/**
 * A stored event cannot become an object: its type is not registered, or its payload does not fit. Told when somebody asks
 * for the event, not when it is passed by.
 */
public final class UnreadableEventException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final transient StreamId stream;
    private final long version;
    private final long position;
    private final String type;
    private final int schemaVersion;

    /**
     * For the library and for store authors.
     *
     * @param event the envelope of the unreadable event
     * @param reason what is wrong, and what to do
     * @param cause what the codec said, if anything
     */
    public UnreadableEventException(EventEnvelope event, String reason, @Nullable Throwable cause) {
        super(
                "event " + event.version() + " of stream " + event.stream() + " (type " + event.type()
                        + ", schema version " + event.schemaVersion() + ", position " + event.position()
                        + ") cannot be read: " + reason,
                cause);
        this.stream = event.stream();
        this.version = event.version();
        this.position = event.position();
        this.type = event.type();
        this.schemaVersion = event.schemaVersion();
    }

    /**
     * Where it is.
     *
     * @return the stream
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * Which event of the stream.
     *
     * @return its version
     */
    public long version() {
        return version;
    }

    /**
     * Which event of the store.
     *
     * @return its position
     */
    public long position() {
        return position;
    }

    /**
     * What it is called.
     *
     * @return the stored name of its type
     */
    public String type() {
        return type;
    }

    /**
     * In which form it was written.
     *
     * @return the stored schema version of its type
     */
    public int schemaVersion() {
        return schemaVersion;
    }
}
