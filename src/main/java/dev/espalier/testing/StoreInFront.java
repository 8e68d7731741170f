package dev.espalier.testing;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventType;
import dev.espalier.store.Limits;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.util.Optional;
import java.util.UUID;

/** Stands in front of another store, and passes everything on. */
abstract class StoreInFront implements TransactionalStore {
    private final TransactionalStore store;

    StoreInFront(TransactionalStore store) {
        this.store = store;
    }

    @Override
    public Receipt append(Append append) {
        return store.append(append);
    }

    @Override
    public UnitOfWork begin() {
        return store.begin();
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return store.read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return store.read(query, range, types);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return store.find(id, types);
    }

    @Override
    public long head() {
        return store.head();
    }

    @Override
    public long snapshotVersion(String service, StreamId stream) {
        return store.snapshotVersion(service, stream);
    }

    @Override
    public Limits limits() {
        return store.limits();
    }

    @Override
    public boolean keepsBytes() {
        return store.keepsBytes();
    }

    @Override
    public void close() {
        store.close();
    }
}
