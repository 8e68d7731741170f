package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.SqlState;
import dev.espalier.jdbc.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Finds out what became of a commit whose answer was lost. The same locks are taken on a new connection, so they are had
 * once the old transaction is over; where it may not have begun when its connection broke, it is over when its server
 * process is gone. Then the ids of the events tell.
 */
final class PostgresSettle {
    private static final String GONE = "select count(*) from pg_stat_activity where pid = ?";
    private static final String STORED =
            "select count(*), 0 as espalier_outcome from {events} where event_id = any(?::uuid[])";
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private final PostgresProtocol protocol;
    private final Duration patience;

    PostgresSettle(PostgresProtocol protocol, Duration patience) {
        this.protocol = protocol;
        this.patience = patience;
    }

    /** Whether a commit that was under way may have been done although it failed. */
    static boolean isUnknown(SQLException e) {
        return SqlState.lost(e) || SqlState.is(e, SqlState.WARNING);
    }

    /** The server's process behind a connection, by the driver's own method; 0 where it does not tell. */
    static long backend(Connection connection) {
        try {
            Connection driver = connection.unwrap(Connection.class);
            return ((Number) driver.getClass().getMethod("getBackendPID").invoke(driver)).longValue();
        } catch (SQLException | ReflectiveOperationException e) {
            return 0;
        }
    }

    /** Whether the events are stored. With a backend, its locks were not held before the lost trip. */
    boolean stored(List<UUID> ids, Collection<StreamId> streams, long backend, SQLException cause) {
        if (SqlState.is(cause, SqlState.WARNING)) throw new OutcomeUnknownException(ids, cause);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                Statements sql = protocol.connect();
                try {
                    sql.connection().setAutoCommit(false);
                    boolean over = take(streams, backend, sql);
                    long found = new PostgresText()
                            .add(STORED, PostgresText.ids(ids.toArray(UUID[]::new)))
                            .run(sql, rows -> rows.next() ? rows.getLong(1) : 0L);
                    boolean stored = found > 0 && found == ids.size();
                    if (stored || over) return stored;
                } finally {
                    PostgresProtocol.end(sql.connection());
                    protocol.giveBack(sql);
                }
            } catch (SQLException | EspalierException e) {
                cause.addSuppressed(e);
            }
            pause(deadline, ids, cause);
        }
    }

    /** Reads what turned out to be stored until it is had: an error here would be taken for one that has stored nothing. */
    <T> T found(List<UUID> ids, SQLException cause, Supplier<T> read) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return read.get();
            } catch (StoreUnavailableException e) {
                cause.addSuppressed(e);
            }
            pause(deadline, ids, cause);
        }
    }

    private static void pause(long deadline, List<UUID> ids, SQLException cause) {
        if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted())
            throw new OutcomeUnknownException(ids, cause);
        LockSupport.parkNanos(PAUSE);
    }

    /** Takes the locks; tells whether the old transaction is over for certain. */
    private boolean take(Collection<StreamId> streams, long backend, Statements sql) throws SQLException {
        var text = new PostgresText().add(PostgresWork.BEGIN + protocol.lockTimeout);
        new PostgresLocks().take(streams, text);
        text.add("select 0 as espalier_outcome").run(sql, rows -> 0);
        return backend == PostgresWork.HELD || backend > 0 && sql.number(GONE, backend) == 0;
    }
}
