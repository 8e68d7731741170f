package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Hooks;
import java.sql.Connection;

/** The transaction as a snapshot update service meets it. */
record LentTransaction(Connection connection, Hooks hooks) implements Transaction {
    @Override
    public <T> T as(Class<T> handle) {
        if (handle != Connection.class)
            throw new InvalidInputException(
                    "handle", handle.getName(), "is not to be had: a store on JDBC has a java.sql.Connection");
        return handle.cast(connection);
    }

    @Override
    public void afterCommit(Runnable action) {
        hooks.afterCommit(action);
    }

    @Override
    public void onRollback(Runnable undo) {
        hooks.onRollback(undo);
    }
}
