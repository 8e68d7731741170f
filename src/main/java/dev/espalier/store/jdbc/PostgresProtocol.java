package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.PostgresFailures;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.SqlState;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.Limits;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Appends on PostgreSQL. Positions are the last one plus one, given under the sequencer: an advisory lock that is taken last
 * and held through the commit, so nothing is visible before it is durable and in order. Streams are locked before services
 * run, so that the versions which they are told stay true.
 *
 * <p>An append without services is one trip: {@code begin}, settings for this transaction alone, locks, one statement that
 * tests and writes, {@code commit}, on a connection that stays in autocommit mode. Callers that wait share such a trip. A
 * command is two, around its decision and its services, on a connection with autocommit off meanwhile, or three, where
 * services are to be called for more than the one stream that it has read; those that wait with services share the last one,
 * and the transaction that it ends. The roll-back stands on every path that does not commit, so a pool never gets a
 * connection with an open transaction.
 */
final class PostgresProtocol implements Protocol {
    /** Plans made for a table as it was when it was new, and new plans for each append, would both be held up by everybody. */
    static final String PLANS = "set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off; ";

    /** Microseconds since 1970. */
    static final String NOW = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private static final String LOCK_TIMEOUT = "select set_config('lock_timeout', ?, true); ";

    private static final int LANES = 2;
    private static final String READ_BEGIN = "begin isolation level read committed read only; " + PLANS;
    private static final String READ_END = "; commit";

    private final Source source;
    private final Names bare;
    private final Failures failures;
    private final BooleanSupplier closed;
    private final boolean immutable;
    private final boolean asynchronousCommit;
    private final PostgresTrips trips;
    private final Combiner<PostgresPlain, PostgresTrips.Answer> shared;
    final Turns<PostgresMember, PostgresRound.Answer> rounds;
    final BusyThreads busy = new BusyThreads();
    private volatile Names names;

    final PostgresAppends appends;
    final PostgresSettle settle;
    /** How long a lock is waited for, within the transaction at hand. */
    final String lockTimeout;

    final Duration lockWait;
    /** How long those who share a transaction wait for one of them: a twentieth of the time for locks. */
    final Duration briefly;

    PostgresProtocol(Source source, JdbcSettings settings, BooleanSupplier closed) {
        this.source = source;
        this.bare = settings.names();
        this.names = bare;
        this.closed = closed;
        this.immutable = settings.immutable();
        this.asynchronousCommit = settings.asynchronousCommit();
        this.failures = new PostgresFailures(settings.lockWait());
        this.appends = new PostgresAppends(!asynchronousCommit, bare.prefix());
        this.lockWait = settings.lockWait();
        this.lockTimeout = lockTimeout(lockWait);
        this.settle = new PostgresSettle(this, settings.lockWait());
        this.trips = new PostgresTrips(this);
        this.briefly = lockWait.dividedBy(20);
        this.rounds = new Turns<>(briefly, new PostgresRound.Alone(null));
        this.shared = new Combiner<>(LANES, settings.lockWait(), SharedAppends.STUCK, trips::together);
    }

    /** A time that is not the usual one is a parameter: each text would be kept prepared on each connection. */
    PostgresText waiting(Duration wait, PostgresText text) {
        return wait.equals(lockWait) ? text.add(lockTimeout) : text.add(LOCK_TIMEOUT, wait.toMillis() + "ms");
    }

    static String lockTimeout(Duration wait) {
        return "set local lock_timeout = '" + Math.max(1, wait.toMillis()) + "ms'; ";
    }

    @Override
    public void open(boolean create) {
        Statements sql = connect();
        try {
            PostgresSettings.check(sql, asynchronousCommit);
            names = PostgresSchema.locate(sql, bare);
            try (var located = new Statements(sql.connection(), names)) {
                if (!isCurrent(located, create)) change(located, PostgresSchema::bringUpToDate);
                isCurrent(located, false);
                if (!immutable || PostgresSchema.isImmutable(located, names)) return;
                if (!create) throw SchemaVersions.notImmutable(names);
                change(located, PostgresSchema::makeImmutable);
            }
        } catch (SQLException e) {
            throw failure("open the store", e);
        } finally {
            giveBack(sql);
        }
    }

    private boolean isCurrent(Statements sql, boolean bringUpToDate) throws SQLException {
        return PostgresSchema.VERSIONS.isCurrent(PostgresSchema.version(sql, names), bringUpToDate, names);
    }

    private interface Change {
        void to(Statements sql, Names names) throws SQLException;
    }

    private void change(Statements sql, Change change) throws SQLException {
        sql.connection().setAutoCommit(false);
        try {
            sql.run(lockTimeout);
            change.to(sql, names);
            sql.connection().commit();
        } finally {
            end(sql.connection());
        }
    }

    @Override
    public void check(Append append) {
        Limits limits = Limits.DEFAULT;
        appends.nesting().refuse();
        limits.check(append);
        for (int i = 0; i < append.size(); i++) limits.checkPayload(append.get(i));
    }

    @Override
    public Receipt append(Append append) {
        if (append.size() > 0 && append.participant() != Participant.NONE || !PostgresPlain.fits(append))
            return Protocol.super.append(append);
        refuse();
        return append(append, new PostgresPlain(append, new Patience(lockWait)));
    }

    /** In one trip, which it may share. */
    Receipt append(Append append, PostgresPlain plain) {
        PostgresTrips.Answer answer = shared.submit(plain, plain.patience().now());
        if (answer instanceof PostgresTrips.Alone) {
            plain.patience().refuseWhenOver();
            answer = trips.alone(plain);
        }
        if (answer instanceof PostgresTrips.Failed failed) return settled(append, failed);
        Receipt receipt = plain.receipt(((PostgresTrips.Told) answer).outcome(), appends, reads());
        appends.remember(receipt);
        return receipt;
    }

    private Receipt settled(Append append, PostgresTrips.Failed failed) {
        SQLException cause = failed.cause();
        List<UUID> ids = List.of(PostgresEvents.ids(Appended.events(append)));
        if (ids.isEmpty() || !PostgresSettle.isUnknown(cause)) throw failure("append", cause);
        if (!settle.stored(ids, Appended.streams(append), failed.backend(), cause))
            throw failure("append (nothing was stored)", cause);
        return stored(append, cause);
    }

    /** The receipt of what was stored although the answer was lost. */
    Receipt stored(Append append, SQLException cause) {
        return settle.found(Appended.ids(append), cause, () -> PostgresRefusals.stored(append, reads()));
    }

    @Override
    public UnitOfWork begin(Duration atMost) {
        refuse();
        return new PostgresWork(this, atMost);
    }

    @Override
    public <T> T administer(Set<StreamId> streams, SqlWork<T> work) {
        refuse();
        Statements sql = connect();
        try {
            sql.connection().setAutoCommit(false);
            var text = new PostgresText().add(PostgresWork.BEGIN + lockTimeout + PLANS);
            new PostgresLocks().take(streams, text);
            text.add("select 0 as espalier_outcome").run(sql, rows -> 0);
            T result = work.on(sql);
            sql.run(PostgresLocks.SEQUENCER + "commit");
            return result;
        } catch (SQLException e) {
            throw failure("administer the store", e);
        } finally {
            end(sql.connection());
            giveBack(sql);
        }
    }

    @Override
    public History history() {
        return appends.history();
    }

    @Override
    public Access writes() {
        return new Access() {
            @Override
            public <T> T with(SqlWork<T> work) {
                refuse();
                Statements sql = connect();
                try {
                    return work.on(sql);
                } catch (SQLException e) {
                    throw failure("write beside the events", e);
                } finally {
                    giveBack(sql);
                }
            }

            @Override
            public Object id(UUID id) {
                return id;
            }
        };
    }

    void refuse() {
        refuseWhenClosed();
        appends.nesting().refuse();
        busy.refuse();
    }

    @Override
    public Access reads() {
        return new Access() {
            @Override
            public <T> T with(SqlWork<T> work) {
                refuseWhenClosed();
                Statements sql = connect();
                boolean done = false;
                try (var framed = new Statements(sql.connection(), names, READ_BEGIN, READ_END)) {
                    T result = work.on(framed);
                    done = true;
                    return result;
                } catch (SQLException e) {
                    throw failure("read", e);
                } finally {
                    if (!done) rollBack(sql);
                    giveBack(sql);
                }
            }

            @Override
            public Object id(UUID id) {
                return id;
            }
        };
    }

    @Override
    public JoinedProtocol join(Connection connection) {
        refuseWhenClosed();
        return new PostgresJoined(this, connection);
    }

    /** A connection of ours, with autocommit on. */
    Statements connect() {
        return new Statements(source.open().connection(), names);
    }

    Statements statements(Connection connection, String before, String after) {
        return new Statements(connection, names, before, after);
    }

    static void rollBack(Statements sql) {
        try {
            sql.run("rollback");
        } catch (SQLException lost) {
            // with the connection, the server ends its transaction as well
        }
    }

    /** Ends a transaction that was begun by autocommit mode off. */
    static void end(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
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
        if (SqlState.constraint(e))
            return new UnsuitableTransactionException(
                    doing
                            + ": rows violate a constraint, perhaps a deferred one of a snapshot update service's; nothing"
                            + " was stored",
                    e);
        return failures.of(doing, e);
    }

    void refuseWhenClosed() {
        if (closed.getAsBoolean()) throw new StoreClosedException();
    }
}
