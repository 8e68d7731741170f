package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Hooks;
import dev.espalier.store.Micros;
import dev.espalier.store.SetAside;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewPointer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Checkpoints in a relational database: that of the rows which a subscription writes, be it the database of the events or
 * another. A move takes the lock of its checkpoint first, so of two instances one writes rows and the other finds that they
 * are written. Needs a source as a store does: with autocommit on, or a pool. Safe for use by several threads.
 */
public final class JdbcCheckpoints implements ViewCheckpoints, AutoCloseable {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
    private static final String SET_ASIDE =
            "insert into {set_aside} (subscription, event_id, position, category, stream,"
                    + " version, type, reason, since) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SETTLE = "delete from {set_aside} where subscription = ? and event_id = ?";

    private final Source source;
    private final CheckpointDialect dialect;
    private final Failures failures;
    private final Transactions transactions;
    private final Duration lockWait;
    private final String waitAtMost;

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
        this.lockWait = lockWait;
        var first = new Source(dataSource, bare);
        Statements sql = first.open();
        try {
            dialect = CheckpointDialect.of(sql.connection().getMetaData().getDatabaseProductName());
            source = new Source(dataSource, dialect.located(sql, bare));
            Databases.keepBare(source, sql);
            failures = dialect.failures(sql, lockWait);
            transactions = dialect.transactions(source, lockWait, failures);
            waitAtMost = dialect.waitAtMost(lockWait);
        } catch (SQLException e) {
            throw new StoreUnavailableException("the database of the checkpoints could not be asked what it is", e);
        } finally {
            first.giveBack(sql, true);
        }
        boolean opened = false;
        try {
            opened = on(found -> prepare(found, create));
        } finally {
            if (!opened) source.close();
        }
    }

    /** Two processes may come at once: the second one finds the table there after all. */
    private boolean prepare(Statements sql, boolean create) throws SQLException {
        if (isThere(sql)) return true;
        if (!create)
            throw new ConfigurationException(List.of("there is no table for checkpoints: let your migrations run what"
                    + " JdbcEventStore.schemaSql(...) returns, or let the store create it, which is the default"));
        try {
            for (String table : dialect.tables()) sql.run(table);
        } catch (SQLException e) {
            if (!isThere(sql)) throw e;
        }
        return true;
    }

    private static boolean isThere(Statements sql) {
        try {
            sql.number("select count(*) from {checkpoints} where 1 = 0");
            sql.number("select count(*) from {set_aside} where 1 = 0");
            sql.number("select count(*) from {views} where 1 = 0");
            sql.number("select count(*) from {service_modes} where 1 = 0");
            return true;
        } catch (SQLException missing) {
            return false;
        }
    }

    @Override
    public Checkpoint open(String subscription, Checkpoint start) {
        return find(subscription)
                .orElseGet(() -> inTransaction(sql -> {
                    sql.update(dialect.insert(), values(start, subscription));
                    return at(sql, dialect.find(), subscription).orElse(start);
                }));
    }

    @Override
    public Optional<Checkpoint> find(String subscription) {
        return on(sql -> at(sql, dialect.find(), subscription));
    }

    @Override
    public Moved move(String subscription, Checkpoint from, Rows rows) {
        return move(subscription, from, (sql, hooks) -> dialect.write(sql, rows::write, hooks));
    }

    @Override
    public Moved setAside(String subscription, Checkpoint from, Checkpoint to, SetAside event) {
        return move(subscription, from, (sql, hooks) -> {
            sql.update(
                    SET_ASIDE,
                    subscription,
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

    /** Work in a transaction, with what is to be done after it. */
    @FunctionalInterface
    private interface Step<T> {
        T run(Statements sql, Hooks hooks) throws SQLException;
    }

    private Moved move(String subscription, Checkpoint from, Step<Checkpoint> step) {
        var hooks = new Hooks();
        Statements sql = begin();
        Checkpoint to;
        boolean done = false;
        try {
            Moved refused = refused(sql, subscription, from);
            if (refused != Moved.OK) return refused;
            to = step.run(sql, hooks);
            sql.update(dialect.update(), values(to, subscription));
            done = true;
        } catch (SQLException e) {
            throw failures.of("move the checkpoint of " + subscription, e);
        } finally {
            if (!done) undo(sql, hooks);
        }
        commit(sql, subscription, to, hooks);
        return Moved.OK;
    }

    @Override
    public List<SetAside> setAside(String subscription) {
        return on(sql -> sql.query(
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
    public boolean settle(String subscription, UUID event, Consumer<Transaction> rows) {
        return inTransaction((sql, hooks) -> {
            if (sql.update(SETTLE, subscription, event.toString()) == 0) return false;
            return dialect.write(
                    sql,
                    transaction -> {
                        rows.accept(transaction);
                        return true;
                    },
                    hooks);
        });
    }

    /** Under the lock, which is held to the end of the transaction. */
    private Moved refused(Statements sql, String subscription, Checkpoint from) throws SQLException {
        Optional<Checkpoint> known;
        try (var waiting = sql.preceded(waitAtMost)) {
            known = at(waiting, dialect.lock(), subscription);
        }
        if (known.equals(Optional.of(from))) return Moved.OK;
        return known.isPresent() && known.get().position() > from.position() ? Moved.ALREADY : Moved.LOST;
    }

    private void undo(Statements sql, Hooks hooks) {
        transactions.rollBack(sql);
        hooks.rolledBack();
    }

    /** Where the answer is lost, what is true is what another connection sees, once the lock is free. */
    private void commit(Statements sql, String subscription, Checkpoint to, Hooks hooks) {
        try {
            transactions.commit(sql);
        } catch (SQLException e) {
            transactions.rollBack(sql);
            if (!stands(subscription, to, e)) {
                hooks.rolledBack();
                throw failures.of("move the checkpoint of " + subscription, e);
            }
            hooks.committed();
            return;
        }
        transactions.end(sql);
        hooks.committed();
    }

    private boolean stands(String subscription, Checkpoint to, SQLException cause) {
        try {
            return inTransaction(sql -> at(sql, dialect.lock(), subscription)).equals(Optional.of(to));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    @Override
    public void reset(String subscription, Checkpoint to) {
        inTransaction(sql -> {
            sql.update(dialect.insert(), values(to, subscription));
            return sql.update(dialect.update(), values(to, subscription));
        });
    }

    @Override
    public ViewPointer pointer(String view) {
        return on(sql -> JdbcViewChange.find(sql, view));
    }

    @Override
    public Optional<ServiceMode> mode(String service) {
        return on(sql -> JdbcServiceModes.find(sql, "", service));
    }

    @Override
    public ServiceMode hold(String service, Transaction transaction) {
        try (var sql = source.on(transaction.as(Connection.class))) {
            return JdbcServiceModes.find(sql, dialect.forShare(), service).orElseThrow();
        } catch (SQLException e) {
            throw failures.of("learn how " + service + " runs", e);
        }
    }

    @Override
    public void change(String view, Consumer<Change> work) {
        inTransaction((sql, hooks) -> {
            dialect.enter(sql, view, lockWait);
            try {
                work.accept(new JdbcViewChange(sql, hooks, view, dialect, failures, waitAtMost));
                return true;
            } finally {
                dialect.leave(sql, view);
            }
        });
    }

    /** Ends the use of it; the data source stays open. */
    @Override
    public void close() {
        source.close();
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

    static Optional<Checkpoint> at(Statements sql, String query, String subscription) throws SQLException {
        return sql.query(
                query,
                row -> {
                    if (!row.next()) return Optional.empty();
                    String event = row.getString(2);
                    return Optional.of(new Checkpoint(
                            row.getLong(1),
                            event.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(event)),
                            new StoreIdentity(row.getString(3), row.getLong(4))));
                },
                subscription);
    }

    private Statements begin() {
        try {
            return transactions.begin();
        } catch (SQLException e) {
            throw failures.of("begin a transaction", e);
        }
    }

    private <T> T inTransaction(SqlWork<T> work) {
        Statements sql = begin();
        boolean done = false;
        try {
            T result = work.on(sql);
            transactions.commit(sql);
            done = true;
            return result;
        } catch (SQLException e) {
            throw failures.of("write a checkpoint", e);
        } finally {
            if (done) transactions.end(sql);
            else transactions.rollBack(sql);
        }
    }

    private <T> T inTransaction(Step<T> work) {
        var hooks = new Hooks();
        boolean committed = false;
        try {
            T result = inTransaction(sql -> work.run(sql, hooks));
            committed = true;
            return result;
        } finally {
            if (committed) hooks.committed();
            else hooks.rolledBack();
        }
    }

    /** One statement after the other, each by itself. */
    private <T> T on(SqlWork<T> work) {
        try {
            return source.with(work);
        } catch (SQLException e) {
            throw failures.of("look at a checkpoint", e);
        }
    }
}
