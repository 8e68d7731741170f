package dev.espalier.tck;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.jdbc.MariaDbFixture;
import dev.espalier.store.jdbc.NeedsMariaDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The store on MariaDB, from a pool. */
@DisplayName("MariaDB")
@NeedsMariaDb
@EnabledIfSystemProperty(
        named = "rounds",
        matches = "[3-9]|[0-9]{2,}",
        disabledReason = "Every day other tests run on MariaDB; the kit from three rounds on: -Drounds=3")
@Order(2)
class MariaDbEventStoreConformanceTest extends EventStoreConformance {
    private static HikariDataSource pool;

    @BeforeAll
    static void openPool() {
        pool = MariaDbFixture.pool();
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @Override
    protected StoreFixture fixture() {
        return new MariaDbFixture(pool);
    }
}
