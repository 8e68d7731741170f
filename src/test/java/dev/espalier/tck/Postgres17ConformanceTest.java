package dev.espalier.tck;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.jdbc.PostgresFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The store on PostgreSQL 17, from a pool. */
@DisplayName("PostgreSQL 17")
@Order(1)
@EnabledIfSystemProperty(
        named = "rounds",
        matches = "[3-9]|[0-9]{2,}",
        disabledReason = "Every day PostgreSQL 18 stands for both; this one from three rounds on: -Drounds=3")
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
