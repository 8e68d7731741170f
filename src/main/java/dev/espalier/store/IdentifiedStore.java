package dev.espalier.store;

/**
 * Capability: tells which history it holds, so that one who remembers a position notices that it is of another. An instance
 * that finds its store to have gone back behind what it has told stops with a {@link
 * dev.espalier.infrastructure.HistoryLostException} until a new epoch was begun, by whichever instance, or it is opened anew.
 */
public interface IdentifiedStore {
    /**
     * Whose history this is, as it is stored at this moment.
     *
     * @return its identity and epoch
     */
    StoreIdentity identity();

    /**
     * Begins a new epoch: the word of a person that the store was taken back to an earlier point, by a restore or a failover,
     * and that this is where it goes on. What anybody remembers of the epoch before is to be given up, or looked through.
     *
     * @return the identity with the epoch that has begun
     */
    StoreIdentity beginEpoch();
}
