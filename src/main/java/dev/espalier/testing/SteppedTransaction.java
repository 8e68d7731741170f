package dev.espalier.testing;

import dev.espalier.infrastructure.Transaction;
import java.util.function.BiConsumer;

/** Each row is a step. */
record SteppedTransaction(Transaction transaction, BiConsumer<String, String> before, String name)
        implements Transaction {
    @Override
    public <T> T as(Class<T> handle) {
        before.accept("write a row of", name);
        return transaction.as(handle);
    }

    @Override
    public void afterCommit(Runnable action) {
        transaction.afterCommit(action);
    }

    @Override
    public void onRollback(Runnable undo) {
        before.accept("write a row of", name);
        transaction.onRollback(undo);
    }
}
