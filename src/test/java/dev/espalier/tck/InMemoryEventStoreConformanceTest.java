package dev.espalier.tck;

import org.junit.jupiter.api.DisplayName;

/** The store that keeps the objects themselves. */
@DisplayName("in memory")
class InMemoryEventStoreConformanceTest extends EventStoreConformance {
    @Override
    protected StoreFixture fixture() {
        return new InMemoryFixture(false);
    }
}
