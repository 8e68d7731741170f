package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Hooks;
import dev.espalier.store.Lease;
import dev.espalier.store.Micros;
import dev.espalier.store.SetAside;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewPointer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Checkpoints in a relational database: that of the rows which a subscription writes, be it the database of the events or
 * another. A move takes the lock of its checkpoint first and finds there whether its lease is the latest. Needs a source as a store does: with autocommit on, or a pool. Safe for use by several threads.
 */
public final class JdbcCheckpoints implements ViewCheckpoints, AutoCloseable {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
    /** Nothing may be heard of a change of a view for long, as of one that is being verified. */
    private static final Duration CHANGE = Duration.ofHours(1);

    private static final String SET_ASIDE =
            "insert into {set_aside} (subscription, event_id, position, category, stream,"
                    + " version, type, reason, since) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SETTLE = "delete from {set_aside} where subscription = ? and event_id = ?";

    private final CheckpointDatabase database;
    private final CheckpointDialect dialect;
    private final JdbcLeases leases;

    /**
     * Beside the rows; creates its tables when they are missing.
     *
     * @param dataSource of the rows' database; stays open when this is closed
     * @throws ConfigurationException when the database cannot be used
     * @throws StoreUnavailableException when it does not answer
     */
    public JdbcCheckpoints(DataSource dataSource) {
        this(dataSource, "espalier_");
    }

    /**
     * The same under a prefix, for those who share a database.
     *
     * @param dataSource of the rows' database; stays open when this is closed
     * @param prefix of its tables, {@code espalier_} by default
     * @throws InvalidInputException when it is no plain identifier
     */
    public JdbcCheckpoints(DataSource dataSource, String prefix) {
        this(dataSource, new Names(prefix), LOCK_WAIT, true);
    }

    JdbcCheckpoints(DataSource dataSource, Names bare, Duration lockWait, boolean create) {
        this.database = new CheckpointDatabase(dataSource, bare, lockWait, create);
        this.dialect = database.dialect;
        this.leases = new JdbcLeases(database);
    }

    @Override
    public Checkpoint open(String subscription, Checkpoint start) {
        return find(subscription)
                .orElseGet(() -> database.inTransaction(sql -> {
                    sql.update(dialect.insert(), CheckpointRow.values(start, subscription));
                    return CheckpointRow.at(sql, dialect.find(), subscription).orElse(start);
                }));
    }

    @Override
    public Optional<Checkpoint> find(String subscription) {
        return database.on(sql -> CheckpointRow.at(sql, dialect.find(), subscription));
    }

    @Override
    public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
        return leases.take(owner, time, subscriptions);
    }

    @Override
    public List<Lease> leases(Set<String> subscriptions) {
        return List.copyOf(leases.look(subscriptions).values());
    }

    @Override
    public void release(String owner, Set<String> subscriptions) {
        leases.giveBack(owner, subscriptions);
    }

    @Override
    public Moved move(Lease lease, Checkpoint from, Rows rows) {
        return move(lease, from, (sql, hooks) -> dialect.write(sql, rows::write, hooks));
    }

    @Override
    public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
        return move(lease, from, (sql, hooks) -> {
            sql.update(
                    SET_ASIDE,
                    lease.subscription(),
                    event.event().toString(),
                    event.position(),
                    event.stream().category(),
                    event.stream().key(),
                    event.version(),
                    event.type(),
                    event.reason(),
                    Micros.of(event.at()));
            return to;
        });
    }

    private Moved move(Lease lease, Checkpoint from, CheckpointDatabase.Step<Checkpoint> step) {
        var hooks = new Hooks();
        Statements sql = database.begin(lease.time());
        Checkpoint to;
        boolean done = false;
        try {
            Moved refused = refused(locked(sql, lease), lease, from);
            if (refused != Moved.OK) return refused;
            to = step.run(sql, hooks);
            sql.update(dialect.move(), moved(to, lease));
            done = true;
        } catch (SQLException e) {
            throw database.failures.of("move the checkpoint of " + lease.subscription(), e);
        } finally {
            if (!done) database.undo(sql, hooks);
        }
        commit(sql, lease.subscription(), to, hooks);
        return Moved.OK;
    }

    private static Object[] moved(Checkpoint to, Lease lease) {
        var values = new ArrayList<>(List.of(CheckpointRow.values(to, lease.subscription())));
        values.add(values.size() - 1, CheckpointRow.micros(lease.time()));
        return values.toArray();
    }

    /** As it stands under the lock, which is held to the end of the transaction. */
    private Optional<Lease> locked(Statements sql, Lease lease) throws SQLException {
        try (var limited = sql.preceded(dialect.limits(database.lockWait, lease.time()))) {
            return CheckpointRow.lease(limited, dialect.lock(), lease.subscription());
        }
    }

    private static Moved refused(Optional<Lease> stands, Lease lease, Checkpoint from) {
        if (stands.isEmpty()) return Moved.LOST;
        if (!isHeld(stands.get(), lease)) return Moved.FENCED;
        Checkpoint known = stands.get().at();
        if (known.equals(from)) return Moved.OK;
        return known.position() > from.position() ? Moved.ALREADY : Moved.LOST;
    }

    /** Whether nobody has taken it since. */
    private static boolean isHeld(Lease stands, Lease lease) {
        return stands.owner().equals(lease.owner()) && stands.token() == lease.token();
    }

    @Override
    public List<SetAside> setAside(String subscription) {
        return database.on(sql -> sql.query(
                "select event_id, position, category, stream, version, type, reason, since from {set_aside}"
                        + " where subscription = ? order by position",
                rows -> {
                    var found = new ArrayList<SetAside>();
                    while (rows.next())
                        found.add(new SetAside(
                                UUID.fromString(rows.getString(1)),
                                rows.getLong(2),
                                new StreamId(rows.getString(3), rows.getString(4)),
                                rows.getLong(5),
                                rows.getString(6),
                                rows.getString(7),
                                Micros.instant(rows.getLong(8))));
                    return found;
                },
                subscription));
    }

    @Override
    public Moved settle(Lease lease, UUID event, Consumer<Transaction> rows) {
        return database.inTransaction(lease.time(), (sql, hooks) -> {
            var stands = locked(sql, lease);
            if (stands.isEmpty()) return Moved.LOST;
            if (!isHeld(stands.get(), lease)) return Moved.FENCED;
            if (sql.update(SETTLE, lease.subscription(), event.toString()) == 0) return Moved.ALREADY;
            Moved settled = dialect.write(
                    sql,
                    transaction -> {
                        rows.accept(transaction);
                        return Moved.OK;
                    },
                    hooks);
            sql.update(dialect.move(), moved(stands.get().at(), lease));
            return settled;
        });
    }

    /** Where the answer is lost, what is true is what another connection sees, once the lock is free. */
    private void commit(Statements sql, String subscription, Checkpoint to, Hooks hooks) {
        var transactions = database.transactions;
        try {
            transactions.commit(sql);
        } catch (SQLException e) {
            transactions.rollBack(sql);
            if (!stands(subscription, to, e)) {
                hooks.rolledBack();
                throw database.failures.of("move the checkpoint of " + subscription, e);
            }
            hooks.committed();
            return;
        }
        transactions.end(sql);
        hooks.committed();
    }

    private boolean stands(String subscription, Checkpoint to, SQLException cause) {
        try {
            return database.inTransaction(sql -> CheckpointRow.at(sql, dialect.lock(), subscription))
                    .equals(Optional.of(to));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    @Override
    public void reset(String subscription, Checkpoint to) {
        database.inTransaction(sql -> {
            sql.update(dialect.insert(), CheckpointRow.values(to, subscription));
            return sql.update(dialect.update(), CheckpointRow.values(to, subscription));
        });
    }

    @Override
    public ViewPointer pointer(String view) {
        return database.on(sql -> JdbcViewChange.find(sql, view));
    }

    @Override
    public Optional<ServiceMode> mode(String service) {
        return database.on(sql -> JdbcServiceModes.find(sql, "", service));
    }

    @Override
    public ServiceMode hold(String service, Transaction transaction) {
        try (var sql = database.joined(transaction.as(Connection.class))) {
            return JdbcServiceModes.find(sql, dialect.forShare(), service).orElseThrow();
        } catch (SQLException e) {
            throw database.failures.of("learn how " + service + " runs", e);
        }
    }

    @Override
    public void change(String view, Consumer<Change> work) {
        database.inTransaction(CHANGE, (sql, hooks) -> {
            dialect.enter(sql, view, database.lockWait);
            try {
                work.accept(new JdbcViewChange(sql, hooks, view, database));
                return true;
            } finally {
                dialect.leave(sql, view);
            }
        });
    }

    /** Ends the use of it; the data source stays open. */
    @Override
    public void close() {
        database.close();
    }
}
