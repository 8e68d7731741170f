package dev.espalier.tck;

import org.junit.jupiter.api.DisplayName;

/** The store in memory that keeps bytes, as databases do. */
@DisplayName("in memory, strict")
class StrictInMemoryEventStoreConformanceTest extends EventStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new InMemoryFixture(true);
    }
}
