package dev.espalier.store.memory;

import dev.espalier.infrastructure.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The services' rows on a database beside the events in memory. Loaded only where a data source is given. */
record RowConnections(DataSource dataSource) {
    boolean has(Class<?> handle) {
        return handle == Connection.class;
    }

    Open open() {
        try {
            Connection connection = dataSource.getConnection();
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            return new Open(connection, autoCommit);
        } catch (SQLException e) {
            throw new StoreUnavailableException("no connection for the rows of the snapshot update services", e);
        }
    }

    /** One connection in one transaction; it goes back as it came. */
    record Open(Connection connection, boolean autoCommit) {
        void commit() {
            try {
                connection.commit();
            } catch (SQLException e) {
                rollBack();
                throw new StoreUnavailableException("the rows could not be committed; no event was stored", e);
            }
            giveBack();
        }

        void rollBack() {
            try {
                connection.rollback();
            } catch (SQLException e) {
                throw new StoreUnavailableException("the rows could not be rolled back", e);
            } finally {
                giveBack();
            }
        }

        private void giveBack() {
            try (connection) {
                connection.setAutoCommit(autoCommit);
            } catch (SQLException e) {
                throw new StoreUnavailableException("the connection of the rows could not be given back", e);
            }
        }
    }
}
