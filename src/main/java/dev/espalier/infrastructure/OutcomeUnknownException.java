package dev.espalier.infrastructure;

import java.util.List;
import java.util.UUID;

/**
 * The commit was under way when the store was lost, and it could not be asked since: the events are stored, all of them, or
 * none is. Look one of the ids up with {@link EventStoreService#find} once the store answers again.
 */
public final class OutcomeUnknownException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final transient List<UUID> ids;

    /**
     * For store authors.
     *
     * @param ids of the events of the append
     * @param cause what the database said
     */
    public OutcomeUnknownException(List<UUID> ids, Throwable cause) {
        super(
                "whether the events " + ids + " were stored is unknown; look them up when the store answers again",
                cause);
        this.ids = List.copyOf(ids);
    }

    /**
     * What to look up.
     *
     * @return the ids of the events of the append
     */
    public List<UUID> ids() {
        return ids;
    }
}
