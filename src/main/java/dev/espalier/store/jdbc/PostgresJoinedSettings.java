package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The settings of a transaction of the caller's that we change for a moment, and the words that put them back.
 *
 * @param lockTimeout how long it waits for locks
 * @param all that, and how it plans
 */
record PostgresJoinedSettings(String lockTimeout, String all) {
    private static final String SETTINGS = """
            select current_setting('transaction_isolation'), current_setting('transaction_read_only'),
                current_setting('synchronous_commit'), coalesce(current_setting(?, true), ''),
                current_setting('lock_timeout'), current_setting('plan_cache_mode'), current_setting('enable_seqscan')""";

    static PostgresJoinedSettings of(Statements sql, PostgresAppends appends, String mark) throws SQLException {
        if (sql.connection().getAutoCommit())
            throw unsuitable("the connection has autocommit on, so there is no transaction to join:"
                    + " call setAutoCommit(false) first, or append without a connection");
        return sql.query(
                SETTINGS,
                rows -> {
                    rows.next();
                    refuse(rows, appends, mark);
                    String lockTimeout = set("lock_timeout", rows.getString(5));
                    return new PostgresJoinedSettings(
                            lockTimeout,
                            lockTimeout
                                    + set("plan_cache_mode", rows.getString(6))
                                    + set("enable_seqscan", rows.getString(7)));
                },
                appends.mark());
    }

    private static void refuse(ResultSet rows, PostgresAppends appends, String mark) throws SQLException {
        String isolation = rows.getString(1);
        if (!isolation.startsWith("read "))
            throw unsuitable("the transaction has isolation level " + isolation
                    + ", under which the checks of an append" + " would read an old snapshot: use READ COMMITTED");
        if (rows.getString(2).equals("on")) throw unsuitable("the transaction is read-only: join one that may write");
        if (appends.durable() && rows.getString(3).equals("off"))
            throw unsuitable(
                    "the connection has synchronous_commit off: a crash could take the events back after they were"
                            + " acknowledged. Set it to on before the transaction begins");
        if (!rows.getString(4).equals(mark))
            throw unsuitable(
                    "the transaction is not the one that this was joined to, or no longer: a savepoint was rolled"
                            + " back that was set before an append, the transaction has ended, or it was joined twice."
                            + " Roll it back and begin anew");
    }

    /** Values that the server itself has printed. */
    private static String set(String name, String value) {
        return "set local " + name + " = '" + value.replace("'", "''") + "'; ";
    }

    private static UnsuitableTransactionException unsuitable(String message) {
        return new UnsuitableTransactionException(message, null);
    }
}
