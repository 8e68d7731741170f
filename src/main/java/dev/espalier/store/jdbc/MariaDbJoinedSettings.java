package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;

/** What a transaction of the caller's must be, so that an append in it keeps its promises. */
final class MariaDbJoinedSettings {
    private static final String SETTINGS = "select @@session.tx_isolation, @@session.tx_read_only, "
            + MariaDbSettings.DURABLE + ", " + MariaDbSettings.WHOLE + ", " + MariaDbSettings.FAITHFUL + " and "
            + MariaDbSettings.UNIQUE;

    private MariaDbJoinedSettings() {}

    static void check(Statements sql, boolean mustBeDurable) throws SQLException {
        if (sql.connection().getAutoCommit())
            throw unsuitable("the connection has autocommit on, so there is no transaction to join:"
                    + " call setAutoCommit(false) first, or append without a connection");
        sql.query(SETTINGS, rows -> {
            rows.next();
            if (!rows.getString(1).equals("READ-COMMITTED"))
                throw unsuitable("the transaction has isolation level " + rows.getString(1)
                        + ", under which the checks of an append would read an old snapshot: use READ COMMITTED, by"
                        + " setTransactionIsolation or transaction_isolation, before it begins");
            if (rows.getBoolean(2)) throw unsuitable("the transaction is read-only: join one that may write");
            if (mustBeDurable && !rows.getBoolean(3))
                throw unsuitable(
                        "a crash could take the events back after they were acknowledged: set"
                                + " innodb_flush_log_at_trx_commit to 1, and with a binary log sync_binlog and sql_log_bin to 1");
            if (!rows.getBoolean(4))
                throw unsuitable(
                        "the connection has an sql_select_limit, which would cut short what is read: take it out");
            if (!rows.getBoolean(5))
                throw unsuitable("the connection does not store what is sent: its character sets must be utf8mb4,"
                        + " unique_checks 1, and sql_mode without EMPTY_STRING_IS_NULL");
            return 0;
        });
    }

    private static UnsuitableTransactionException unsuitable(String message) {
        return new UnsuitableTransactionException(message, null);
    }
}
