package dev.espalier.store;

import dev.espalier.infrastructure.StreamId;
import java.util.Optional;

/** Capability of an {@link AggregateSnapshotStore}, its units of work and joined transactions: reads aggregate snapshots. */
public interface AggregateSnapshotLog {
    /**
     * The state that is kept of a stream. Whether it is of this history is for the reader to check, by the event at which it
     * stands.
     *
     * @param name whose state
     * @param stream of which
     * @return the state, if one is kept
     */
    Optional<AggregateSnapshot> snapshot(String name, StreamId stream);
}
