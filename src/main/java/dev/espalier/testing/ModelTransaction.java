package dev.espalier.testing;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Hooks;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transaction of rows: all or nothing of what it was told how to undo, and of what was written to the user's database. */
final class ModelTransaction implements Transaction {
    private final Hooks hooks = new Hooks();
    private final @Nullable Supplier<RowDatabase.Loan> database;
    private RowDatabase.@Nullable Loan loan;

    /** Which borrows the connection with the first row. */
    ModelTransaction(@Nullable Supplier<RowDatabase.Loan> database) {
        this.database = database;
    }

    /** The whole of it. */
    static void run(ModelTransaction transaction, Consumer<Transaction> work) {
        boolean done = false;
        try {
            work.accept(transaction);
            transaction.commit();
            done = true;
        } finally {
            if (!done) transaction.rollBack();
        }
        transaction.committed();
    }

    @Override
    public <T> T as(Class<T> handle) {
        if (database == null || !RowDatabase.has(handle))
            throw new InvalidInputException(
                    "handle",
                    handle.getName(),
                    "is not to be had: a simulation has a java.sql.Connection only over JDBC, and SimulatedRows otherwise");
        if (loan == null) loan = database.get();
        return handle.cast(loan.connection());
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
        if (loan != null) loan.commit();
        loan = null;
    }

    void committed() {
        hooks.committed();
    }

    void rollBack() {
        try {
            if (loan != null) loan.rollBack();
        } finally {
            loan = null;
            hooks.rolledBack();
        }
    }
}
