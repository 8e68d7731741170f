package dev.espalier.bench;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.PerBatch;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.subscription.Subscription;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Counts events by type: in a map beside a store in memory, else in a table. */
final class Counting extends Projector {
    private static final String ADD = "insert into our_counter values (?, ?, ?) on conflict (projection, type)"
            + " do update set n = our_counter.n + excluded.n";

    private final DataSource rows;
    private final Map<String, Long> inMemory = new HashMap<>();

    /** Without rows in memory. */
    Counting(String name, DataSource rows) throws SQLException {
        super(name);
        this.rows = rows;
        PerBatch<Map<String, Long>> counts = perBatch(HashMap::new, this::add);
        on(BenchEvent.Created.class, (event, transaction) -> count("InvoiceCreated", counts.in(transaction)));
        on(BenchEvent.Added.class, (event, transaction) -> count("LineAdded", counts.in(transaction)));
        on(BenchEvent.Paid.class, (event, transaction) -> count("InvoicePaid", counts.in(transaction)));
        if (rows == null) return;
        try (Connection connection = rows.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists our_counter (projection varchar(200), type varchar(200),"
                    + " n bigint not null, primary key (projection, type))");
        }
    }

    private static void count(String type, Map<String, Long> counts) {
        counts.merge(type, 1L, Long::sum);
    }

    private void add(Map<String, Long> counts, Transaction transaction) throws SQLException {
        if (rows == null) {
            counts.forEach((type, n) -> inMemory.merge(type, n, Long::sum));
            return;
        }
        try (var upsert = transaction.as(Connection.class).prepareStatement(ADD)) {
            for (var each : counts.entrySet()) {
                upsert.setString(1, name());
                upsert.setString(2, each.getKey());
                upsert.setLong(3, each.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** What it has counted when all is done that is stored. */
    Map<String, Long> caughtUp(Espalier.Builder espalier, int checkpointEvery) throws SQLException {
        espalier.subscribe(Subscription.of(this).batch(checkpointEvery, Duration.ofMinutes(1)))
                .open()
                .subscriptions()
                .runUntilCaughtUp();
        return counts();
    }

    private Map<String, Long> counts() throws SQLException {
        if (rows == null) return Map.copyOf(inMemory);
        try (Connection connection = rows.getConnection();
                var select = connection.prepareStatement("select type, n from our_counter where projection = ?")) {
            select.setString(1, name());
            var counts = new HashMap<String, Long>();
            try (var found = select.executeQuery()) {
                while (found.next()) counts.put(found.getString(1), found.getLong(2));
            }
            return counts;
        }
    }
}
