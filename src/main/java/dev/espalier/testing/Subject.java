package dev.espalier.testing;

import dev.espalier.infrastructure.Transaction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is simulated, with the database of its rows where it has one. */
record Subject(Simulated simulated, @Nullable RowDatabase rows) implements AutoCloseable {
    /** While nobody else is in one. */
    void inTransaction(Consumer<Transaction> work) {
        RowDatabase database = rows;
        ModelTransaction.run(new ModelTransaction(database == null ? null : () -> database.lend(() -> false)), work);
    }

    @Override
    public void close() {
        if (rows != null) rows.close();
    }
}
