package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** A server of a test's own that syncs, and that can die and be started again on the same files and port. */
interface MortalServer extends AutoCloseable {
    /** Connections of the driver's own. */
    DataSource source();

    void start() throws Exception;

    /** Soon tells whoever waits for a connection that there is none. */
    static HikariDataSource pool(MortalServer server) {
        return Sql.pooled(server.source(), 12, config -> config.setConnectionTimeout(1_000));
    }

    /** As {@code kill -9}, with all its processes. */
    void kill();

    /** In order: connections are told to go. */
    void shutDown() throws Exception;

    @Override
    void close();
}
