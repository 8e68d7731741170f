package dev.espalier.infrastructure;

import java.util.UUID;

/**
 * An event id of the append is taken: by some, not all, of the stored events, by events in other streams or another order,
 * or twice in the append itself. Nothing was stored. An append that repeats a stored one exactly is no error: it returns
 * the first receipt.
 */
public final class DuplicateEventException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final UUID id;

    /**
     * For store authors.
     *
     * @param id the first one that is taken
     */
    public DuplicateEventException(UUID id) {
        super("event id " + id + " is taken; an append is repeated whole and unchanged, or has fresh ids", null);
        this.id = id;
    }

    /**
     * Which id.
     *
     * @return the first one that is taken
     */
    public UUID id() {
        return id;
    }
}
