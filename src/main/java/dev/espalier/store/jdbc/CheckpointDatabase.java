package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Hooks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** The database of checkpoints: its tables, its transactions, and what its errors mean. */
final class CheckpointDatabase implements AutoCloseable {
    /** Work in a transaction, with what is to be done after it. */
    @FunctionalInterface
    interface Step<T> {
        T run(Statements sql, Hooks hooks) throws SQLException;
    }

    final CheckpointDialect dialect;
    final Failures failures;
    final Transactions transactions;
    final Duration lockWait;
    private final Source source;

    CheckpointDatabase(DataSource dataSource, Names bare, Duration lockWait, boolean create) {
        this.lockWait = lockWait;
        var first = new Source(dataSource, bare);
        Statements sql = first.open();
        Names located;
        try {
            dialect = CheckpointDialect.of(sql.connection().getMetaData().getDatabaseProductName());
            located = dialect.located(sql, bare);
            source = new Source(dataSource, located);
            Databases.keepBare(source, sql);
            failures = dialect.failures(sql, lockWait);
            transactions = dialect.transactions(source, lockWait, failures);
        } catch (SQLException e) {
            throw new StoreUnavailableException("the database of the checkpoints could not be asked what it is", e);
        } finally {
            first.giveBack(sql, true);
        }
        boolean opened = false;
        try {
            opened = on(found -> {
                boolean prepared = prepare(found, create);
                dialect.check(found, located);
                return prepared;
            });
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

    /** Ended by the database when nothing is heard of it for so long. */
    Statements begin(Duration silence) {
        try {
            return transactions.begin(silence);
        } catch (SQLException e) {
            throw failures.of("begin a transaction", e);
        }
    }

    <T> T inTransaction(SqlWork<T> work) {
        return inTransaction(lockWait, work);
    }

    <T> T inTransaction(Duration silence, SqlWork<T> work) {
        Statements sql = begin(silence);
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

    <T> T inTransaction(Duration silence, Step<T> work) {
        var hooks = new Hooks();
        boolean committed = false;
        try {
            T result = inTransaction(silence, sql -> work.run(sql, hooks));
            committed = true;
            return result;
        } finally {
            if (committed) hooks.committed();
            else hooks.rolledBack();
        }
    }

    /** One statement after the other, each by itself. */
    <T> T on(SqlWork<T> work) {
        try {
            return source.with(work);
        } catch (SQLException e) {
            throw failures.of("look at a checkpoint", e);
        }
    }

    /** In a transaction that is somebody else's. */
    Statements joined(Connection connection) {
        return source.on(connection);
    }

    void undo(Statements sql, Hooks hooks) {
        transactions.rollBack(sql);
        hooks.rolledBack();
    }

    @Override
    public void close() {
        source.close();
    }
}
