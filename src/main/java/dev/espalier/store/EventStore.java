package dev.espalier.store;

/**
 * An event store: the mandatory core. What it can do besides, it says by implementing {@link TransactionalStore}, {@link
 * CommandStore}, {@link StoredTypes}, {@link AdministeredStore} or {@link IdentifiedStore}. Safe for use by several
 * threads.
 *
 * <p>Versions count from 1 in each stream, without gaps. Positions increase strictly in commit order: once a read has
 * returned position p, no event at or below p becomes visible later. Whatever leaves the store is durable, as far as the
 * store is durable at all.
 */
public interface EventStore extends EventLog, AutoCloseable {
    /**
     * What it takes.
     *
     * @return the limits, checked before any I/O
     */
    Limits limits();

    /**
     * Whether events are kept as bytes, so that every type must be writable by the codec.
     *
     * @return false only where the objects themselves are kept
     */
    boolean keepsBytes();

    /** Ends all use of the store; what it was given, such as a data source, stays open. May be called more than once. */
    @Override
    void close();
}
