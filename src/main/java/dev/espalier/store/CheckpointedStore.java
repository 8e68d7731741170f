package dev.espalier.store;

/** Capability: keeps checkpoints beside the events, for subscriptions whose rows are there as well. */
public interface CheckpointedStore {
    /**
     * The checkpoints in this store.
     *
     * @return usable as long as the store is open
     */
    Checkpoints checkpoints();
}
