package com.example.filestore;

import dev.espalier.tck.EventStoreConformance;
import dev.espalier.tck.StoreFixture;

/** The store against the contract of every event store. */
class FileEventStoreConformanceTest extends EventStoreConformance {
    @Override
    protected StoreFixture fixture() throws Exception {
        return new FileFixture();
    }
}
