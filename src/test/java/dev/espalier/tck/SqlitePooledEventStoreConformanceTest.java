package dev.espalier.tck;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The store on SQLite, from a pool of five connections. */
@DisplayName("SQLite, pooled")
@Order(9)
@EnabledIfSystemProperty(
        named = "rounds",
        matches = "[3-9]|[0-9]{2,}",
        disabledReason = "Every day SQLite without a pool stands for both; this one from three rounds on: -Drounds=3")
class SqlitePooledEventStoreConformanceTest extends EventStoreConformance {
    @Override
    protected StoreFixture fixture() throws IOException {
        return new SqliteFixture(true);
    }
}
