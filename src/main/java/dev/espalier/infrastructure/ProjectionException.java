package dev.espalier.infrastructure;

/** A projector could not bring its rows to where an event says. Nothing of it was written. */
public final class ProjectionException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String projector;
    private final transient EventEnvelope event;

    /**
     * For the library.
     *
     * @param projector its name
     * @param event that it was given
     * @param cause what it threw
     */
    public ProjectionException(String projector, EventEnvelope event, Throwable cause) {
        super(
                "projector " + projector + " failed for " + event.type() + ", event " + event.version() + " of stream "
                        + event.stream() + " at position " + event.position() + ": " + cause,
                cause);
        this.projector = projector;
        this.event = event;
    }

    /**
     * Who failed.
     *
     * @return the name of the projector
     */
    public String projector() {
        return projector;
    }

    /**
     * On what it failed.
     *
     * @return the event
     */
    public EventEnvelope event() {
        return event;
    }
}
