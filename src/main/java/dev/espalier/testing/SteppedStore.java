package dev.espalier.testing;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.EventType;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.UnitOfWork;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.Optional;
import java.util.UUID;

/** The store as one process reaches it. */
final class SteppedStore extends StoreInFront implements AggregateSnapshotStore, CheckpointedStore, IdentifiedStore {
    private static final String EVENTS = "the events";

    private final InMemoryEventStore store;
    private final Checkpoints checkpoints;
    private final Steps steps;

    SteppedStore(InMemoryEventStore store, Checkpoints checkpoints, Steps steps) {
        super(store);
        this.store = store;
        this.checkpoints = checkpoints;
        this.steps = steps;
    }

    @Override
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public Receipt append(Append append) {
        steps.before("append to", EVENTS);
        Receipt receipt = super.append(append);
        steps.after("append to", EVENTS);
        return receipt;
    }

    /** From here to its end it is one step: it holds the lock of the store. */
    @Override
    public UnitOfWork begin() {
        steps.before("append to", EVENTS);
        return super.begin();
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        steps.before("read a stream of", EVENTS);
        return super.read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        steps.before("read a page of", EVENTS);
        return super.read(query, range, types);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        steps.before("find one of", EVENTS);
        return super.find(id, types);
    }

    @Override
    public long head() {
        steps.before("ask for the head of", EVENTS);
        return super.head();
    }

    @Override
    public StoreIdentity identity() {
        steps.before("ask for the identity of", EVENTS);
        return store.identity();
    }

    @Override
    public StoreIdentity beginEpoch() {
        return store.beginEpoch();
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return store.snapshot(name, stream);
    }

    @Override
    public boolean saveSnapshot(AggregateSnapshot snapshot) {
        return store.saveSnapshot(snapshot);
    }

    @Override
    public long deleteSnapshots(String name) {
        return store.deleteSnapshots(name);
    }
}
