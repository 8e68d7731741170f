package dev.espalier.store.jdbc;

import dev.espalier.jdbc.Statements;
import dev.espalier.store.Lease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Leases in the rows of their checkpoints, by the clock of the database. A row that somebody has locked, as it is being moved,
 * is passed over.
 */
final class JdbcLeases {
    private final CheckpointDatabase database;
    private final CheckpointDialect dialect;

    JdbcLeases(CheckpointDatabase database) {
        this.database = database;
        this.dialect = database.dialect;
    }

    /** Looks first, without a lock: where there is nothing to take, that is all. */
    List<Lease> take(String owner, Duration time, Set<String> subscriptions) {
        var found = look(subscriptions);
        var due = named(found.values(), lease -> lease.isFree() || lease.isHeldBy(owner));
        if (!due.isEmpty()) found.putAll(database.inTransaction(time, sql -> take(sql, owner, time, due)));
        return List.copyOf(found.values());
    }

    Map<String, Lease> look(Set<String> subscriptions) {
        if (subscriptions.isEmpty()) return new HashMap<>();
        return database.on(sql -> CheckpointRow.leases(sql, dialect.find(subscriptions.size()), subscriptions));
    }

    private Map<String, Lease> take(Statements sql, String owner, Duration time, Set<String> due) throws SQLException {
        var rows = locked(sql, due, time);
        var free = named(rows.values(), Lease::isFree);
        var own = named(rows.values(), lease -> lease.isHeldBy(owner));
        hold(sql, owner, 1, time, free);
        hold(sql, owner, 0, time, own);
        rows.replaceAll((name, lease) -> {
            if (!free.contains(name) && !own.contains(name)) return lease;
            long token = lease.token() + (free.contains(name) ? 1 : 0);
            return new Lease(name, owner, token, time, time, lease.at());
        });
        return rows;
    }

    void giveBack(String owner, Set<String> subscriptions) {
        if (subscriptions.isEmpty()) return;
        database.inTransaction(sql -> {
            var rows = locked(sql, subscriptions, database.lockWait);
            return hold(
                    sql,
                    "",
                    0,
                    Duration.ZERO,
                    named(rows.values(), lease -> lease.owner().equals(owner)));
        });
    }

    private Map<String, Lease> locked(Statements sql, Set<String> names, Duration time) throws SQLException {
        try (var limited = sql.preceded(dialect.limits(database.lockWait, time))) {
            return CheckpointRow.leases(limited, dialect.lockFree(names.size()), names);
        }
    }

    private int hold(Statements sql, String owner, long more, Duration time, Set<String> names) throws SQLException {
        if (names.isEmpty()) return 0;
        var values =
                new ArrayList<Object>(List.of(owner, more, CheckpointRow.micros(time), CheckpointRow.micros(time)));
        values.addAll(names);
        return sql.update(dialect.hold(names.size()), values.toArray());
    }

    private static Set<String> named(Collection<Lease> leases, Predicate<Lease> which) {
        var names = new LinkedHashSet<String>();
        for (Lease each : leases) if (which.test(each)) names.add(each.subscription());
        return names;
    }
}
