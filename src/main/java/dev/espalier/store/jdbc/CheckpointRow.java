package dev.espalier.store.jdbc;

import dev.espalier.jdbc.Statements;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.StoreIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** How checkpoints and their leases stand in a table. */
final class CheckpointRow {
    private static final String COLUMNS =
            "select position, event_id, store, epoch, subscription, owner, token, lease_time, lease_until - ";
    private static final int MICRO = 1_000;

    private CheckpointRow() {}

    /** A query by name, where the database says what time it is. */
    static String query(String now) {
        return COLUMNS + now + " from {checkpoints} where subscription = ?";
    }

    /** The same for several. */
    static String query(String now, int names) {
        return COLUMNS + now + " from {checkpoints} where subscription in (" + places(names) + ")";
    }

    static String places(int names) {
        return "?" + ", ?".repeat(names - 1);
    }

    static Object[] values(Checkpoint at, String subscription) {
        return new Object[] {
            at.position(),
            at.event().map(UUID::toString).orElse(""),
            at.store().id(),
            at.store().epoch(),
            subscription
        };
    }

    static long micros(Duration time) {
        return time.toNanos() / MICRO;
    }

    static Optional<Checkpoint> at(Statements sql, String query, String subscription) throws SQLException {
        return lease(sql, query, subscription).map(Lease::at);
    }

    static Optional<Lease> lease(Statements sql, String query, String subscription) throws SQLException {
        return sql.query(query, row -> row.next() ? Optional.of(read(row)) : Optional.empty(), subscription);
    }

    static Map<String, Lease> leases(Statements sql, String query, Collection<String> subscriptions)
            throws SQLException {
        return sql.query(
                query,
                rows -> {
                    var found = new LinkedHashMap<String, Lease>();
                    while (rows.next()) {
                        Lease lease = read(rows);
                        found.put(lease.subscription(), lease);
                    }
                    return found;
                },
                subscriptions.toArray());
    }

    private static Lease read(ResultSet row) throws SQLException {
        String event = row.getString(2);
        var at = new Checkpoint(
                row.getLong(1),
                event.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(event)),
                new StoreIdentity(row.getString(3), row.getLong(4)));
        String owner = row.getString(6);
        long left = owner.isEmpty() ? 0 : Math.max(0, row.getLong(9));
        return new Lease(
                row.getString(5),
                owner,
                row.getLong(7),
                Duration.of(row.getLong(8), ChronoUnit.MICROS),
                Duration.of(left, ChronoUnit.MICROS),
                at);
    }
}
