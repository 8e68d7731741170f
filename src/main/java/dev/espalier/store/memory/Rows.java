package dev.espalier.store.memory;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Hooks;
import org.jspecify.annotations.Nullable;

/** The transaction that services meet: hooks, and a connection where the store was given a data source for their rows. */
final class Rows implements Transaction {
    private final Hooks hooks = new Hooks();
    private final @Nullable RowConnections connections;
    private RowConnections.@Nullable Open open;

    Rows(@Nullable RowConnections connections) {
        this.connections = connections;
    }

    @Override
    public <T> T as(Class<T> handle) {
        if (connections == null || !connections.has(handle))
            throw new InvalidInputException(
                    "handle",
                    handle.getName(),
                    "is not to be had: the in-memory store has a java.sql.Connection only when it is given the data source"
                            + " of the rows, InMemoryEventStore.builder().rows(dataSource)");
        if (open == null) open = connections.open();
        return handle.cast(open.connection());
    }

    @Override
    public void afterCommit(Runnable action) {
        hooks.afterCommit(action);
    }

    @Override
    public void onRollback(Runnable undo) {
        hooks.onRollback(undo);
    }

    /** First the rows: once they are committed, publishing the events cannot fail. */
    void commit() {
        var ending = open;
        open = null;
        if (ending != null) ending.commit();
    }

    void committed() {
        hooks.committed();
    }

    void rollBack() {
        var ending = open;
        open = null;
        try {
            if (ending != null) ending.rollBack();
        } finally {
            hooks.rolledBack();
        }
    }
}
