package dev.espalier.tck;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.jdbc.PostgresFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;

/** The store on PostgreSQL 18, from a pool. */
@DisplayName("PostgreSQL 18")
@Order(3)
class Postgres18ConformanceTest extends EventStoreConformance {
    private static final HikariDataSource POOL = PostgresFixture.pool(18);

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Override
    protected StoreFixture fixture() {
        return new PostgresFixture(18, POOL);
    }
}
