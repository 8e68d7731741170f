package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.SqliteCode;
import dev.espalier.jdbc.SqliteFailures;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's one write lock, in two steps. Transactions of ours first queue in a fair lock of the store, so that whoever came
 * first writes first and only one thread asks the database. Then the database's own lock is tried every 0.2 to 1
 * milliseconds while another process or a transaction of the application's holds it: SQLite's own waiting (its busy timeout)
 * backs off to 100 milliseconds and lets one process starve the other.
 */
final class SqliteLock {
    /** A read lock is held already where SQLite says that it is stale; that it was told in a race is tried out this often. */
    private static final int STALE_TRIES = 3;

    private final ReentrantLock queue = new ReentrantLock(true);
    private final Duration wait;
    private final Failures failures;
    private volatile @Nullable Thread holder;

    SqliteLock(Duration wait, Failures failures) {
        this.wait = wait;
        this.failures = failures;
    }

    /** Until when the lock may be waited for, in nanoseconds of the JVM. */
    long deadline() {
        return deadline(Patience.ENDLESS);
    }

    /** The same for somebody with little time. */
    long deadline(Duration atMost) {
        return new Patience(wait, atMost).deadline();
    }

    /** Enters the queue of this store. */
    void enter(long deadline) {
        refuseNested();
        if (queue.hasQueuedThreads() || !queue.tryLock()) await(deadline);
        holder = Thread.currentThread();
    }

    void refuseNested() {
        if (queue.isHeldByCurrentThread())
            throw new UnsuitableTransactionException(
                    "this thread is in the middle of another append; finish that first", null);
    }

    private void await(long deadline) {
        try {
            if (queue.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException e) {
            throw interrupted();
        }
        Thread holds = holder;
        throw new StoreUnavailableException(
                "waited, " + wait + " at most, for the other appends of this store; the one at work is of thread "
                        + (holds == null ? "(none)" : holds.getName())
                        + ", with its decision and its snapshot update services",
                null);
    }

    void leave() {
        holder = null;
        queue.unlock();
    }

    /** Begins a transaction of ours that holds the write lock. */
    void begin(Statements sql, long deadline) throws SQLException {
        acquire(sql, "begin immediate", deadline);
    }

    /** Takes the write lock in a transaction of the caller's, by a write that changes nothing. */
    void join(Statements sql, long deadline) throws SQLException {
        acquire(sql, "delete from {store} where 0", deadline);
    }

    /** SQLite's own waiting is turned off meanwhile, and put back. */
    private void acquire(Statements sql, String statement, long deadline) throws SQLException {
        long timeout = sql.number("pragma busy_timeout");
        if (timeout != 0) sql.run("pragma busy_timeout = 0");
        try {
            tryUntil(sql, statement, deadline);
        } finally {
            if (timeout != 0) sql.run("pragma busy_timeout = " + timeout);
        }
    }

    private void tryUntil(Statements sql, String statement, long deadline) throws SQLException {
        for (int stale = 0; ; ) {
            try {
                sql.run(statement);
                return;
            } catch (SQLException e) {
                if (SqliteCode.of(e) != SqliteCode.BUSY) throw e;
                if (SqliteCode.isBusySnapshot(e) && ++stale == STALE_TRIES) throw SqliteFailures.stale(e);
                if (System.nanoTime() - deadline > 0) throw waited(e);
            }
            pause();
        }
    }

    /** Between two tries. */
    void pause() {
        if (Thread.currentThread().isInterrupted()) throw interrupted();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(200_000, 1_000_000));
    }

    private EspalierException waited(SQLException e) {
        return failures.of(
                "waited, " + wait
                        + " at most, for the write lock (look for a transaction that was left open, in another process, in"
                        + " another store on the file, or by the application)",
                e);
    }

    private static StoreUnavailableException interrupted() {
        Thread.currentThread().interrupt();
        return new StoreUnavailableException(
                "the thread was interrupted while it waited for the store; nothing was stored", null);
    }
}
