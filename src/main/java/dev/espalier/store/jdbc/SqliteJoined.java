package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Hooks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends in a transaction of the caller's. The events are written at once: the write lock, which the caller's own rows need
 * as well, is held from the first write to the caller's commit whatever we do. A savepoint takes back an append that fails
 * and leaves the transaction usable.
 */
final class SqliteJoined implements JoinedProtocol {
    private static final String SAVEPOINT = "espalier_append";
    private static final String STORED = "select count(*) from {events} where event_id = ?";

    private final SqliteProtocol protocol;
    private final Connection connection;
    private @Nullable UUID last;

    SqliteJoined(SqliteProtocol protocol, Connection connection) {
        this.protocol = protocol;
        this.connection = connection;
        with(sql -> {
            refuseUnsuitable(sql);
            return 0;
        });
    }

    private void refuseUnsuitable(Statements sql) throws SQLException {
        if (connection.getAutoCommit())
            throw unsuitable("the connection has autocommit on, so there is no transaction to join:"
                    + " call setAutoCommit(false) first, or append without a connection");
        if (connection.isReadOnly()) throw unsuitable("the connection is read-only: join with one that may write");
        if (!SqliteSettings.isDurable(sql))
            throw unsuitable("the connection has 'pragma synchronous' below FULL: its commit could be lost in a power"
                    + " failure after it was acknowledged. Set it to FULL or EXTRA before the transaction begins");
    }

    private static UnsuitableTransactionException unsuitable(String message) {
        return new UnsuitableTransactionException(message, null);
    }

    @Override
    public Receipt append(Append append, Hooks hooks) {
        protocol.check(append);
        return with(sql -> {
            refuseUnsuitable(sql);
            protocol.lock(sql);
            refuseVoid(sql);
            sql.run("savepoint " + SAVEPOINT);
            try {
                Receipt receipt = protocol.append(append, sql, hooks);
                sql.run("release " + SAVEPOINT);
                if (!receipt.replayed() && !receipt.events().isEmpty())
                    last = receipt.events().get(0).id();
                return receipt;
            } catch (SQLException | RuntimeException | Error failure) {
                takeBack(sql, failure);
                throw failure;
            }
        });
    }

    private static void takeBack(Statements sql, Throwable failure) {
        try {
            sql.run("rollback to " + SAVEPOINT);
            sql.run("release " + SAVEPOINT);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void lock(CommandKey command) {
        with(sql -> {
            refuseUnsuitable(sql);
            protocol.lock(sql);
            return 0;
        });
    }

    @Override
    public void record(CommandKey command, Receipt receipt) {
        with(sql -> protocol.record(command, receipt, sql));
    }

    /** Nothing is left to do: positions are given and rows written, if they are still there. */
    @Override
    public void complete() {
        with(sql -> {
            refuseVoid(sql);
            return 0;
        });
    }

    /** A savepoint takes back the latest appends first, and what was to be done after their commit cannot be told apart. */
    private void refuseVoid(Statements sql) throws SQLException {
        if (last != null && sql.number(STORED, EventRow.bytes(last)) == 0)
            throw unsuitable("events that were appended are gone: a savepoint was rolled back that was set before an"
                    + " append, or the transaction has ended. Roll it back and begin anew");
    }

    @Override
    public Access reads() {
        return this::with;
    }

    private <T> T with(SqlWork<T> work) {
        protocol.refuseWhenClosed();
        try (var sql = protocol.statements(connection)) {
            return work.on(sql);
        } catch (SQLException e) {
            throw protocol.failure("in a transaction of the application's", e);
        }
    }
}
