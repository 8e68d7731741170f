package dev.espalier.infrastructure;

/** The store was used after it had been closed. */
public final class StoreClosedException extends EspalierException {
    private static final long serialVersionUID = 1;

    /** For store authors. */
    public StoreClosedException() {
        super("the event store is closed; open a new one", null);
    }
}
