package dev.espalier.tck;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;

/** The store on SQLite, from a pool of five connections. */
@DisplayName("SQLite, pooled")
@Order(9)
class SqlitePooledEventStoreConformanceTest extends EventStoreConformance {
    @Override
    protected StoreFixture fixture() throws IOException {
        return new SqliteFixture(true);
    }
}
