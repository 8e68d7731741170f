package dev.espalier.store;

/** Capability: tells which history it holds, so that one who remembers a position notices that it is of another. */
public interface IdentifiedStore {
    /**
     * Whose history this is, as it is stored at this moment.
     *
     * @return its identity and epoch
     */
    StoreIdentity identity();
}
