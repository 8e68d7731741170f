package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps inside the library what may still be lost. InnoDB shows a commit to others before it is on disk, so whoever has seen
 * an event of another waits here until the log is flushed that far; mostly it is already. An append that commits need not
 * wait: its own flush covers all that it has seen. With a binary log nobody sees a commit before it is synced.
 */
final class MariaDbFlush {
    static final String HEAD = "select max(position) from {events}";

    private static final String LOG =
            "show global status where variable_name in ('Innodb_lsn_current', 'Innodb_lsn_flushed')";
    /** Its commit flushes the log. */
    private static final String FLUSH = "update {flushes} set number = number + 1";

    private static final long PAUSE = Duration.ofMillis(1).toNanos();

    private final Duration patience;
    /** Events up to this position are known to be on disk. */
    private final AtomicLong durable = new AtomicLong();

    MariaDbFlush(Duration patience) {
        this.patience = patience;
    }

    /** Nothing has to be waited for here. */
    void off() {
        durable.set(Long.MAX_VALUE);
    }

    /** Of another history, nothing is known. */
    void forget() {
        durable.updateAndGet(known -> known == Long.MAX_VALUE ? known : 0);
    }

    /** Events up to this position are on disk. */
    void reached(long position) {
        durable.accumulateAndGet(position, Math::max);
    }

    /** Waits for what was seen on this connection, which is in no transaction. */
    void await(Statements sql) throws SQLException {
        long head = unknown(sql);
        if (head == 0) return;
        if (!log(sql).isFlushed()) sql.update(FLUSH);
        reached(head);
    }

    /** The same in a transaction, which must not have written events: others flush, or the server does every second. */
    void awaitWithin(Statements sql) throws SQLException {
        long head = unknown(sql);
        if (head == 0) return;
        long deadline = System.nanoTime() + patience.toNanos();
        Log log = log(sql);
        for (long written = log.written(); log.flushed() < written; log = log(sql)) {
            if (System.nanoTime() - deadline > 0)
                throw new StoreUnavailableException(
                        "MariaDB has not flushed its log after " + patience + ": see innodb_flush_log_at_timeout",
                        null);
            LockSupport.parkNanos(PAUSE);
        }
        reached(head);
    }

    /** The last position, where it is not known to be on disk; else 0. */
    private long unknown(Statements sql) throws SQLException {
        if (durable.get() == Long.MAX_VALUE) return 0;
        long head = sql.number(HEAD);
        return head <= durable.get() ? 0 : head;
    }

    private record Log(long written, long flushed) {
        boolean isFlushed() {
            return flushed >= written;
        }
    }

    private static Log log(Statements sql) throws SQLException {
        return sql.query(LOG, rows -> {
            rows.next();
            long written = rows.getLong(2);
            rows.next();
            return new Log(written, rows.getLong(2));
        });
    }
}
