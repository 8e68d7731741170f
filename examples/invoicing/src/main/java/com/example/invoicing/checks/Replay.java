package com.example.invoicing.checks;

import com.example.invoicing.setup.Database;
import com.example.invoicing.setup.Invoicing;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.Transaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes the rows of all events once more, by the very services that wrote them, into empty tables elsewhere. */
final class Replay {
    /** Rows that are kept or not as a whole, so nothing has to be undone. */
    private record Scratch(Connection connection) implements Transaction {
        @Override
        public <T> T as(Class<T> handle) {
            return handle.cast(connection);
        }

        @Override
        public void afterCommit(Runnable action) {
            action.run();
        }

        @Override
        public void onRollback(Runnable undo) {}
    }

    private Replay() {}

    /** Returns how many events there were. */
    static long into(Path file, EventStoreService events) throws SQLException {
        List<SnapshotUpdateService> services = Invoicing.rows();
        long count = 0;
        try (var database = Database.openForNow(file);
                Connection connection = database.getConnection();
                EventStream all = events.read(Query.all())) {
            connection.setAutoCommit(false);
            var scratch = new Scratch(connection);
            for (EventEnvelope event : all) {
                for (SnapshotUpdateService service : services) service.update(event, scratch);
                count++;
            }
            connection.commit();
        }
        return count;
    }
}
