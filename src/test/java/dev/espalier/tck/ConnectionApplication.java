package dev.espalier.tck;

import dev.espalier.store.JoinedTransaction;
import java.sql.Connection;
import java.sql.SQLException;

/** An application's transaction on a connection. */
record ConnectionApplication(Connection connection, JoinedTransaction joined) implements ApplicationTransaction {
    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollBack() throws SQLException {
        connection.rollback();
    }

    @Override
    public String settings() throws SQLException {
        try (var statement = connection.createStatement();
                var timeout = statement.executeQuery("pragma busy_timeout")) {
            return "autocommit " + connection.getAutoCommit() + ", isolation " + connection.getTransactionIsolation()
                    + ", read-only " + connection.isReadOnly() + ", waits " + timeout.getInt(1);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
