package dev.espalier.infrastructure;

/** A reactor could not do what an event asks for. Whether anything came of it, only the other side knows. */
public final class ReactionException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String reactor;
    private final transient EventEnvelope event;

    /**
     * For the library.
     *
     * @param reactor its name
     * @param event that it was given
     * @param cause what it threw
     */
    public ReactionException(String reactor, EventEnvelope event, Throwable cause) {
        super(
                "reactor " + reactor + " failed for " + event.type() + ", event " + event.version() + " of stream "
                        + event.stream() + " at position " + event.position() + ": " + cause,
                cause);
        this.reactor = reactor;
        this.event = event;
    }

    /**
     * Who failed.
     *
     * @return the name of the reactor
     */
    public String reactor() {
        return reactor;
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
