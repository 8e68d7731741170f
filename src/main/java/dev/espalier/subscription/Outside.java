package dev.espalier.subscription;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;

/** Where a reactor stands: outside of any transaction. */
enum Outside implements Transaction {
    /** The one and only. */
    TRANSACTION;

    @Override
    public <T> T as(Class<T> handle) {
        throw refused();
    }

    @Override
    public void afterCommit(Runnable action) {
        throw refused();
    }

    @Override
    public void onRollback(Runnable undo) {
        throw refused();
    }

    private static InvalidInputException refused() {
        return new InvalidInputException("transaction", "of a reactor", "is not to be had: it writes no rows");
    }
}
