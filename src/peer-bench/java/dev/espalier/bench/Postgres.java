package dev.espalier.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import javax.sql.DataSource;

/** What is only there on PostgreSQL, so that a start in memory loads nothing of it. */
final class Postgres {
    private Postgres() {}

    /** The harness fills its log without waiting for the disk, which the store wants to be told. */
    static EventStore store(String jdbcUrl, DataSource pool) {
        var store = JdbcEventStore.builder(pool);
        if (jdbcUrl.contains("synchronous_commit")) store.asynchronousCommit();
        return store.build();
    }

    static DataSource pool(String jdbcUrl) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(jdbcUrl);
        pool.setMaximumPoolSize(10);
        return pool;
    }
}
