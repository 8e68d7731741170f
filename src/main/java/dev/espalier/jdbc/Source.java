package dev.espalier.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Where our own connections come from. */
public record Source(DataSource dataSource) {
    /**
     * A connection in autocommit mode, as JDBC hands it out. One with autocommit off may be inside somebody's transaction,
     * which our commit would commit; whether it is cannot be seen from outside.
     */
    public Connection open() {
        try {
            Connection connection = dataSource.getConnection();
            if (connection.getAutoCommit()) return connection;
            connection.close();
        } catch (SQLException e) {
            throw new StoreUnavailableException("the data source gave no connection: " + dataSource, e);
        }
        throw new ConfigurationException(
                List.of("the data source hands out connections with autocommit off, which may be"
                        + " in a transaction of somebody else's: give the event store a source with autocommit on, and join"
                        + " transactions by in(connection)"));
    }
}
