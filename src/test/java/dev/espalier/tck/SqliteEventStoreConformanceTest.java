package dev.espalier.tck;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;

/** The store on SQLite, on connections of its own. */
@DisplayName("SQLite")
@Order(10)
class SqliteEventStoreConformanceTest extends EventStoreConformance {
    @Override
    protected StoreFixture fixture() throws IOException {
        return new SqliteFixture(false);
    }
}
