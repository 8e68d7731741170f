package dev.espalier.testing;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Hooks;
import java.util.function.Consumer;

/** A transaction of rows in memory: all or nothing of what it was told how to undo. */
final class ModelTransaction implements Transaction {
    private final Hooks hooks = new Hooks();

    /** In one of its own. */
    static void run(Consumer<Transaction> work) {
        var transaction = new ModelTransaction();
        boolean done = false;
        try {
            work.accept(transaction);
            done = true;
        } finally {
            if (!done) transaction.rollBack();
        }
        transaction.commit();
    }

    @Override
    public <T> T as(Class<T> handle) {
        throw new InvalidInputException(
                "handle", handle.getName(), "is not to be had in a simulation: let its rows be SimulatedRows");
    }

    @Override
    public void afterCommit(Runnable action) {
        hooks.afterCommit(action);
    }

    @Override
    public void onRollback(Runnable undo) {
        hooks.onRollback(undo);
    }

    void commit() {
        hooks.committed();
    }

    void rollBack() {
        hooks.rolledBack();
    }
}
