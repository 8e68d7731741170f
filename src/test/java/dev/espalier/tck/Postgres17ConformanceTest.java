package dev.espalier.tck;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.jdbc.PostgresFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;

/** The store on PostgreSQL 17, from a pool. */
@DisplayName("PostgreSQL 17")
@Order(1)
class Postgres17ConformanceTest extends EventStoreConformance {
    private static final HikariDataSource POOL = PostgresFixture.pool(17);

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture(17, POOL);
    }
}
