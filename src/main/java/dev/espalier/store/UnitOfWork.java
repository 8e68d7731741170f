package dev.espalier.store;

/**
 * A transaction of the store's own, for one command: reads, then at most one append. Closing it without a commit leaves
 * nothing. To be used by one thread.
 */
public interface UnitOfWork extends EventLog, AutoCloseable {
    /** Makes everything durable and visible, then runs what was to be done after the commit. */
    void commit();

    /** Rolls back what was not committed, and undoes what participants asked to undo. */
    @Override
    void close();
}
