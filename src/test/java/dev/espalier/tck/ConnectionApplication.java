package dev.espalier.tck;

import dev.espalier.store.JoinedTransaction;
import java.sql.Connection;
import java.sql.SQLException;

/** An application's transaction on a connection. */
public record ConnectionApplication(Connection connection, JoinedTransaction joined, Settings settingsOf)
        implements ApplicationTransaction {
    /** What a store could have changed. */
    public interface Settings {
        String of(Connection connection) throws SQLException;
    }

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
        return "autocommit " + connection.getAutoCommit() + ", isolation " + connection.getTransactionIsolation()
                + ", read-only " + connection.isReadOnly() + ", " + settingsOf.of(connection);
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
