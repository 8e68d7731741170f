package dev.espalier.testing;

import dev.espalier.infrastructure.Transaction;

/** Each row is a step. */
record SteppedTransaction(Transaction transaction, Steps steps, String name) implements Transaction {
    @Override
    public <T> T as(Class<T> handle) {
        steps.before("write a row of", name);
        return transaction.as(handle);
    }

    @Override
    public void afterCommit(Runnable action) {
        transaction.afterCommit(action);
    }

    @Override
    public void onRollback(Runnable undo) {
        steps.before("write a row of", name);
        transaction.onRollback(undo);
    }
}
