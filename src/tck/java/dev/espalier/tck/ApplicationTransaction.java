package dev.espalier.tck;

import dev.espalier.store.JoinedTransaction;

/** A transaction of the application's own that a store has joined. The kit ends it, and closes it in any case. */
public interface ApplicationTransaction extends AutoCloseable {
    /**
     * The store's side.
     *
     * @return the same each time
     */
    JoinedTransaction joined();

    /**
     * Commits as the application would; the kit has called {@link JoinedTransaction#complete()} before, and calls {@link
     * JoinedTransaction#committed()} afterwards.
     *
     * @throws Exception when it is not committed
     */
    void commit() throws Exception;

    /**
     * Rolls back as the application would; the kit calls {@link JoinedTransaction#rolledBack()} afterwards.
     *
     * @throws Exception when it is not rolled back
     */
    void rollBack() throws Exception;

    /**
     * What the store could have changed about the connection: compared before the first append and after the end.
     *
     * @return such as autocommit, isolation level and time-outs; nothing by default
     * @throws Exception when it cannot be told
     */
    default String settings() throws Exception {
        return "";
    }

    /**
     * Gives the connection back; rolls back when the transaction is open still.
     *
     * @throws IllegalStateException when it cannot be given back
     */
    @Override
    void close();
}
