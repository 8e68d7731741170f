package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.MariaDbCode;
import dev.espalier.jdbc.MariaDbFailures;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.Append;
import dev.espalier.store.Limits;
import dev.espalier.store.Nesting;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends on MariaDB. A stream has a head, a row that is locked and read by one statement, so that the version which a
 * service is told stays true. Positions are given under the sequencer, a row as well, which is locked last and held through
 * the commit. All of it is read committed: under a higher level, what stands under a lock is not what a query sees.
 *
 * <p>InnoDB lets go of locks, and shows a commit, before it has flushed it. So the next append begins while the one before
 * is being flushed, and what leaves the library waits for {@link MariaDbFlush}.
 */
final class MariaDbProtocol implements Protocol {
    private static final int LANES = 2;

    private final Source source;
    private final Names bare;
    private final Failures failures;
    private final BooleanSupplier closed;
    private final boolean immutable;
    final BusyThreads busy = new BusyThreads();
    private final Nesting nesting = new Nesting();
    private volatile Names names;
    private volatile Limits limits = Limits.DEFAULT;

    final Services services = new Services(nesting);
    final KnownTypes types = new KnownTypes();
    final MariaDbSettle settle = new MariaDbSettle(this);
    final MariaDbFlush flush;
    private final History history;
    private final SharedAppends shared;
    final boolean mustBeDurable;
    final Duration lockWait;
    /** The words before a statement that may wait for a lock. */
    final String within;
    /** The same for several callers, whom a command at work on the stream of one is not to hold up: a hundredth of the time. */
    final String briefly;

    MariaDbProtocol(Source source, JdbcSettings settings, BooleanSupplier closed) {
        this.source = source;
        this.bare = settings.names();
        this.names = bare;
        this.closed = closed;
        this.lockWait = settings.lockWait();
        this.failures = new MariaDbFailures(lockWait);
        this.mustBeDurable = !settings.asynchronousCommit();
        this.immutable = settings.immutable();
        this.flush = new MariaDbFlush(lockWait);
        this.history = new History(this::forget, flush::await);
        this.within = within(lockWait);
        this.briefly = within(lockWait.dividedBy(100));
        this.shared = new SharedAppends(LANES, lockWait, queue -> MariaDbBatch.together(queue, this), this::alone);
    }

    private void forget() {
        types.clear();
        flush.forget();
    }

    /** The words before a statement that may wait for a lock. The server's own limit counts in seconds: it comes later. */
    static String within(Duration lockWait) {
        long millis =
                Math.min(Math.max(1, lockWait.toMillis()), Duration.ofDays(300).toMillis());
        return "set statement max_statement_time = "
                + BigDecimal.valueOf(millis, 3).toPlainString() + ", innodb_lock_wait_timeout = " + (millis / 1_000 + 2)
                + " for ";
    }

    @Override
    public void open(boolean create) {
        Statements sql = connect();
        try {
            MariaDbSettings settings = MariaDbSettings.check(sql, !mustBeDurable);
            limits = settings.limits();
            if (settings.logged() || !mustBeDurable) flush.off();
            names = MariaDbSchema.locate(sql, bare);
            try (var located = new Statements(sql.connection(), names)) {
                boolean mutable = immutable && !MariaDbSchema.isImmutable(located, names);
                if (!isCurrent(located, create) || mutable) bringUpToDate(located, create);
                MariaDbSchema.check(located, names);
            }
        } catch (SQLException e) {
            throw failure("open the store", e);
        } finally {
            giveBack(sql);
        }
    }

    private void bringUpToDate(Statements sql, boolean create) throws SQLException {
        if (!create) throw SchemaVersions.notImmutable(names);
        MariaDbSchema.bringUpToDate(sql, names, immutable, lockWait);
        isCurrent(sql, false);
    }

    private boolean isCurrent(Statements sql, boolean bringUpToDate) throws SQLException {
        return MariaDbSchema.VERSIONS.isCurrent(MariaDbSchema.version(sql, names), bringUpToDate, names);
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void check(Append append) {
        nesting.refuse();
        limits.check(append);
        for (int i = 0; i < append.size(); i++) limits.checkPayload(append.get(i));
    }

    @Override
    public Receipt append(Append append) {
        if (append.participant() != Participant.NONE) return Protocol.super.append(append);
        refuse();
        Replay.checkDistinct(append);
        return shared.append(append);
    }

    /** Where no service has run, a deadlock that the server broke is nobody's business. */
    private Receipt alone(Append append) {
        for (long deadline = System.nanoTime() + lockWait.toNanos(); ; ) {
            try {
                return Protocol.super.append(append);
            } catch (StoreUnavailableException e) {
                boolean again = e.getCause() instanceof SQLException cause && MariaDbCode.isRetryable(cause);
                if (!again || System.nanoTime() - deadline > 0) throw e;
            }
        }
    }

    @Override
    public UnitOfWork begin(Duration atMost) {
        refuse();
        return new MariaDbWork(this, atMost);
    }

    @Override
    public <T> T administer(Set<StreamId> streams, SqlWork<T> work) {
        refuse();
        try (var session = new MariaDbSession(this, new Patience(lockWait))) {
            return session.administer(streams, work);
        }
    }

    @Override
    public History history() {
        return history;
    }

    void remember(Receipt receipt) {
        history.told(receipt);
        types.remember(receipt);
    }

    @Override
    public Access writes() {
        return this::write;
    }

    private <T> T write(SqlWork<T> work) {
        refuse();
        Statements sql = connect();
        try {
            sql.run(MariaDbSession.BEGIN);
            return work.on(sql);
        } catch (SQLException e) {
            throw failure("write beside the events", e);
        } finally {
            giveBack(sql);
        }
    }

    @Override
    public boolean save(AggregateSnapshot snapshot) {
        return writes().with(sql -> MariaDbEvents.write(snapshot, sql)) > 0;
    }

    private void refuse() {
        refuseWhenClosed();
        nesting.refuse();
        busy.refuse();
    }

    @Override
    public Access reads() {
        return this::read;
    }

    private <T> T read(SqlWork<T> work) {
        refuseWhenClosed();
        Statements sql = connect();
        try {
            T result = work.on(sql);
            flush.await(sql);
            return result;
        } catch (SQLException e) {
            throw failure("read", e);
        } finally {
            giveBack(sql);
        }
    }

    /** Of what was seen on a connection that is out of its transaction, or on one that is lost. */
    void awaitFlush(@Nullable Statements sql) {
        try {
            if (sql == null) throw new SQLException("the connection was lost");
            flush.await(sql);
        } catch (SQLException lost) {
            read(fresh -> 0);
        }
    }

    @Override
    public JoinedProtocol join(Connection connection) {
        refuseWhenClosed();
        return new MariaDbJoined(this, connection);
    }

    /** A connection of ours, with autocommit on. */
    Statements connect() {
        return new Statements(source.open().connection(), names);
    }

    Statements statements(Connection connection) {
        return new Statements(connection, names);
    }

    /** Ends a transaction that was begun by autocommit mode off. */
    static void end(Statements sql) {
        try {
            sql.connection().rollback();
            sql.connection().setAutoCommit(true);
        } catch (SQLException lost) {
            // with the connection, the server ends its transaction as well
        }
    }

    void giveBack(Statements sql) {
        try {
            sql.end();
        } catch (SQLException e) {
            // what was done is done, whether or not the connection could be closed
        }
    }

    EspalierException failure(String doing, SQLException e) {
        return failures.of(doing, e);
    }

    void refuseWhenClosed() {
        if (closed.getAsBoolean()) throw new StoreClosedException();
    }
}
