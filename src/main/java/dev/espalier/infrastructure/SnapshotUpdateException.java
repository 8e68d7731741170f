package dev.espalier.infrastructure;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot update service could not bring its rows to where an event says. The whole append was rolled back: its events,
 * and the rows of every service.
 */
public final class SnapshotUpdateException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final String service;
    private final transient EventEnvelope event;

    /**
     * For the library.
     *
     * @param service the name of the service
     * @param event that it was given
     * @param reason what went wrong
     * @param cause what the service threw, if it threw
     */
    public SnapshotUpdateException(String service, EventEnvelope event, String reason, @Nullable Throwable cause) {
        super(
                "snapshot update service " + service + " " + reason + " for " + event.type() + ", event "
                        + event.version() + " of stream " + event.stream() + "; nothing was stored",
                cause);
        this.service = service;
        this.event = event;
    }

    /**
     * Who failed.
     *
     * @return the name of the service
     */
    public String service() {
        return service;
    }

    /**
     * On what it failed.
     *
     * @return the event that was not stored
     */
    public EventEnvelope event() {
        return event;
    }
}
