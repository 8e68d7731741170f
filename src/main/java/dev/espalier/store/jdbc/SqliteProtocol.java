package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.SqliteCode;
import dev.espalier.jdbc.SqliteFailures;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Hooks;
import dev.espalier.store.Limits;
import dev.espalier.store.Nesting;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Appends on SQLite. There is one writer at a time, for the whole file, so the write lock is all: it is taken before
 * anything is read and held through the commit. Positions and versions are counted under it, conditions are tested under it
 * once, and nothing becomes visible before it is durable: write-ahead log, {@code synchronous} at FULL or above.
 *
 * <p>Our transactions are begun by {@code begin immediate} and ended by {@code commit} or {@code rollback} as SQL, on a
 * connection that stays in autocommit mode: the driver then refuses a {@code commit()} by anybody else, and takes no second
 * lock after our commit, as it does in mode IMMEDIATE. The roll-back stands on every path that does not commit, so a pool
 * never gets a connection with an open transaction.
 *
 * <p>What the lock costs: one transaction after the other, each with one flush to the disk, which appends without services
 * share when they wait for each other; a command holds it while it loads, decides and runs its services. Readers pay nothing:
 * they see the last commit, on connections of their own.
 */
final class SqliteProtocol implements Protocol {
    private final Source source;
    private final Names names;
    private final boolean immutable;
    private final BooleanSupplier closed;
    private final Nesting nesting = new Nesting();
    private final Failures failures;
    private final SqliteLock lock;
    private final SqliteAppend appends;
    private final SharedAppends shared;

    SqliteProtocol(Source source, JdbcSettings settings, String file, BooleanSupplier closed) {
        this.source = source;
        this.names = settings.names();
        this.immutable = settings.immutable();
        this.closed = closed;
        this.failures = new SqliteFailures(file);
        this.lock = new SqliteLock(settings.lockWait(), failures);
        this.appends = new SqliteAppend(nesting, settings.clock());
        this.shared = new SharedAppends(1, settings.lockWait(), this::together, Protocol.super::append);
    }

    @Override
    public void open(boolean create) {
        onConnection("open the store", sql -> {
            SqliteSettings.assertWal(sql);
            SqliteSettings.assertDurable(sql);
            boolean mutable = immutable && !SqliteSchema.isImmutable(sql, names);
            if (isCurrent(sql, create) && !mutable) return 0;
            if (!create) throw SchemaVersions.notImmutable(names);
            lock.begin(sql, lock.deadline());
            boolean done = false;
            try {
                SqliteSchema.bringUpToDate(sql, names);
                if (immutable) for (String statement : SqliteSchema.IMMUTABLE) sql.run(statement);
                sql.run("commit");
                done = true;
            } finally {
                if (!done) sql.run("rollback");
            }
            isCurrent(sql, false);
            return 0;
        });
    }

    private boolean isCurrent(Statements sql, boolean bringUpToDate) throws SQLException {
        return SqliteSchema.VERSIONS.isCurrent(SqliteSchema.version(sql, names), bringUpToDate, names);
    }

    @Override
    public Receipt append(Append append) {
        if (append.participant() != Participant.NONE) return Protocol.super.append(append);
        lock.refuseNested();
        return shared.append(append);
    }

    private List<SharedAppends.Answer> together(Combiner.Queue<Append> queue) {
        SqliteWork work = begin(Patience.ENDLESS);
        var batch = new ArrayList<Append>();
        var room = new Room();
        queue.take(append -> room.take(append) && batch.add(append));
        return work.together(batch);
    }

    @Override
    public SqliteWork begin(Duration atMost) {
        refuseWhenClosed();
        nesting.refuse();
        long deadline = lock.deadline(atMost);
        lock.enter(deadline);
        Statements sql = null;
        boolean begun = false;
        try {
            sql = source.open();
            SqliteSettings.assertDurable(sql);
            lock.begin(sql, deadline);
            begun = true;
            return new SqliteWork(this, sql);
        } catch (SQLException e) {
            throw failure("begin an append", e);
        } finally {
            if (!begun && sql != null) release(sql, false);
            else if (!begun) lock.leave();
        }
    }

    @Override
    public void check(Append append) {
        nesting.refuse();
        Limits limits = Limits.DEFAULT;
        limits.check(append);
        for (int i = 0; i < append.size(); i++) limits.checkPayload(append.get(i));
    }

    Receipt append(Append append, Statements sql, Hooks hooks) throws SQLException {
        return appends.run(append, sql, hooks);
    }

    int record(CommandKey command, Receipt receipt, Statements sql) throws SQLException {
        return appends.record(command, receipt, sql);
    }

    @Override
    public <T> T administer(Set<StreamId> streams, SqlWork<T> work) {
        try (SqliteWork transaction = begin(Patience.ENDLESS)) {
            T result = transaction.with(work);
            transaction.commit();
            return result;
        }
    }

    @Override
    public Access writes() {
        return new Access() {
            @Override
            public <T> T with(SqlWork<T> writing) {
                try (SqliteWork work = begin(Patience.ENDLESS)) {
                    T result = work.with(writing);
                    work.commit();
                    return result;
                }
            }
        };
    }

    @Override
    public History history() {
        return appends.history;
    }

    void lock(Statements sql) throws SQLException {
        lock.join(sql, lock.deadline());
    }

    void remember(Receipt receipt) {
        appends.remember(receipt);
    }

    void rollBack(Statements sql) {
        boolean sound = false;
        try {
            sql.run("rollback");
            sound = true;
        } catch (SQLException alreadyEnded) {
            // by SQLite after a failed write, or by a service against the rules; a rollback fails in no other way
        }
        release(sql, sound);
    }

    /** Gives connection and lock back, once the transaction is over. */
    void release(Statements sql, boolean sound) {
        try {
            restore(sql.connection());
            source.giveBack(sql, sound);
        } finally {
            lock.leave();
        }
    }

    /** The driver turns autocommit off when a service sets a savepoint; turning it on earlier would commit. */
    static void restore(Connection connection) {
        try {
            if (!connection.getAutoCommit()) connection.setAutoCommit(true);
        } catch (SQLException nothingToCommit) {
            // the transaction is over; the setting is back all the same
        }
    }

    /** After a commit that failed: what is true is what another connection sees. */
    void settle(List<UUID> ids, SQLException cause, Hooks hooks) {
        boolean stored;
        try {
            stored = !ids.isEmpty()
                    && reads().with(sql -> sql.number(
                                    "select count(*) from {events} where event_id = ?", EventRow.bytes(ids.get(0))))
                            > 0;
        } catch (RuntimeException e) {
            var unknown = new OutcomeUnknownException(ids, cause);
            unknown.addSuppressed(e);
            throw unknown;
        }
        if (stored) {
            hooks.committed();
            return;
        }
        // what could not be written whole may be found whole when the log is next recovered
        if (SqliteCode.of(cause) == SqliteCode.IOERR) throw new OutcomeUnknownException(ids, cause);
        hooks.rolledBack();
        if (SqliteCode.of(cause) == SqliteCode.CONSTRAINT)
            throw new UnsuitableTransactionException(
                    "rows of a snapshot update service violate a deferred constraint; nothing was stored", cause);
        throw failure("commit an append", cause);
    }

    @Override
    public Access reads() {
        return this::read;
    }

    private <T> T read(SqlWork<T> work) {
        refuseWhenClosed();
        return onConnection("read", work);
    }

    /** Work that may be repeated. Readers wait for nobody, but for a moment when the first process opens the file. */
    private <T> T onConnection(String doing, SqlWork<T> work) {
        for (long deadline = lock.deadline(); ; lock.pause()) {
            try {
                return source.with(work);
            } catch (SQLException e) {
                if (SqliteCode.of(e) != SqliteCode.BUSY || System.nanoTime() - deadline > 0) throw failure(doing, e);
            }
        }
    }

    @Override
    public JoinedProtocol join(Connection connection) {
        refuseWhenClosed();
        return new SqliteJoined(this, connection);
    }

    Statements statements(Connection connection) {
        return new Statements(connection, names);
    }

    EspalierException failure(String doing, SQLException e) {
        return failures.of(doing, e);
    }

    void refuseWhenClosed() {
        if (closed.getAsBoolean()) throw new StoreClosedException();
    }
}
