package dev.espalier.infrastructure;

/**
 * The transaction in which events are being appended, as a snapshot update service meets it: a way to write rows, and
 * nothing else. Valid only during the call that it is handed to, and only in its thread.
 */
public interface Transaction {
    /**
     * The way to write rows in this transaction.
     *
     * @param <T> {@code java.sql.Connection} on a database
     * @param handle its class
     * @return the handle; to be used, never to be committed, rolled back or closed
     * @throws InvalidInputException when this store has none of that kind; the message says which store has
     */
    <T> T as(Class<T> handle);

    /**
     * To be done once the events are durable; never when they are not.
     *
     * @param action runs in the caller's thread, after the commit
     */
    void afterCommit(Runnable action);

    /**
     * How to take back what this transaction cannot roll back by itself, such as a change to a map.
     *
     * @param undo runs in the caller's thread when nothing is stored after all, the last one first
     */
    void onRollback(Runnable undo);
}
