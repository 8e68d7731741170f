package dev.espalier.store;

/**
 * Capability: keeps aggregate snapshots, one for each name and stream. None is ever newer than its stream, nor of an event
 * that the stream does not have.
 */
public interface AggregateSnapshotStore extends AggregateSnapshotLog {
    /**
     * Keeps a state, in place of an older one, one in another schema version, or one of another history.
     *
     * @param snapshot of a stream that has this event at this version
     * @return whether it was kept
     */
    boolean saveSnapshot(AggregateSnapshot snapshot);

    /**
     * Deletes what is kept under a name.
     *
     * @param name whose states
     * @return how many there were
     */
    long deleteSnapshots(String name);
}
