package dev.espalier.tck;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;

/** The store on SQLite, from a pool of five connections. */
@DisplayName("SQLite, pooled")
class SqlitePooledEventStoreConformanceTest extends EventStoreConformance {
    @Override
    protected StoreFixture fixture() throws IOException {
        return new SqliteFixture(true);
    }
}
