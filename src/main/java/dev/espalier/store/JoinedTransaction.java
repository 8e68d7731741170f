package dev.espalier.store;

import dev.espalier.infrastructure.Transaction;

/**
 * A transaction of the application's own in which events are appended. The application's rows, the events and the rows of
 * snapshot update services commit or vanish together. The library never commits, rolls back or closes it; the application
 * says what it does:
 *
 * <pre>{@code
 * joined.complete();      // the last thing before its commit
 * connection.commit();
 * joined.committed();     // or joined.rolledBack()
 * }</pre>
 *
 * To be used by one thread at a time, and for one transaction.
 */
public interface JoinedTransaction extends EventLog, Transaction {
    /**
     * Finishes the appends: the last call before the application's commit. From here on other appends wait for that commit.
     * Positions are final after it.
     */
    void complete();

    /** The application has committed: runs what was to be done afterwards. */
    void committed();

    /** The application has rolled back: undoes what participants asked to undo. */
    void rolledBack();
}
