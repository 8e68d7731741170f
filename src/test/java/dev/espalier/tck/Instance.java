package dev.espalier.tck;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AdministeredStore;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.CommandStore;
import dev.espalier.store.EventType;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.Limits;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredTypes;
import dev.espalier.store.StreamChange;
import dev.espalier.store.StreamState;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One of several instances on the same events in memory: a good store. Those that are broken on purpose are made from it, by
 * overriding what they do wrong.
 */
class Instance
        implements CommandStore,
                AggregateSnapshotStore,
                StoredTypes,
                AdministeredStore,
                IdentifiedStore,
                CheckpointedStore {
    final TransactionalStore good;
    private volatile boolean closed;

    Instance(TransactionalStore good) {
        this.good = good;
    }

    /** What is seen of an event that is read. */
    EventEnvelope show(EventEnvelope event) {
        return event;
    }

    /** Whether an event is seen at all. */
    boolean visible(EventEnvelope event) {
        return true;
    }

    void refuseWhenClosed() {
        if (closed) throw new StoreClosedException();
    }

    @Override
    public Receipt append(Append append) {
        refuseWhenClosed();
        return good.append(append);
    }

    @Override
    public UnitOfWork begin() {
        refuseWhenClosed();
        return good.begin();
    }

    @Override
    public long snapshotVersion(String service, StreamId stream) {
        return good.snapshotVersion(service, stream);
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        refuseWhenClosed();
        return ((AggregateSnapshotStore) good).snapshot(name, stream);
    }

    @Override
    public boolean saveSnapshot(AggregateSnapshot snapshot) {
        refuseWhenClosed();
        return ((AggregateSnapshotStore) good).saveSnapshot(snapshot);
    }

    @Override
    public long deleteSnapshots(String name) {
        refuseWhenClosed();
        return ((AggregateSnapshotStore) good).deleteSnapshots(name);
    }

    @Override
    public long forgetCommands(Instant before) {
        refuseWhenClosed();
        return ((CommandStore) good).forgetCommands(before);
    }

    @Override
    public void administer(StreamId stream, StreamChange change) {
        refuseWhenClosed();
        ((AdministeredStore) good).administer(stream, change);
    }

    @Override
    public StreamState streamState(StreamId stream) {
        return ((AdministeredStore) good).streamState(stream);
    }

    @Override
    public StoreIdentity identity() {
        return ((IdentifiedStore) good).identity();
    }

    @Override
    public StoreIdentity beginEpoch() {
        return ((IdentifiedStore) good).beginEpoch();
    }

    @Override
    public Limits limits() {
        return good.limits();
    }

    @Override
    public boolean keepsBytes() {
        return good.keepsBytes();
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        refuseWhenClosed();
        return new Shown(good.read(stream, range, types));
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        refuseWhenClosed();
        return new Shown(good.read(query, range, types));
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        refuseWhenClosed();
        return good.find(id, types).filter(this::visible).map(this::show);
    }

    @Override
    public long head() {
        refuseWhenClosed();
        return good.head();
    }

    @Override
    public Checkpoints checkpoints() {
        return ((CheckpointedStore) good).checkpoints();
    }

    @Override
    public Set<StoredType> storedTypes() {
        return Suite.readAll(good).stream()
                .map(event -> new StoredType(event.stream().category(), event.type(), event.schemaVersion()))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        closed = true;
    }

    /** A read through this instance. */
    private final class Shown implements EventStream {
        private final EventStream events;

        Shown(EventStream events) {
            this.events = events;
        }

        @Override
        public Iterator<EventEnvelope> iterator() {
            return StreamSupport.stream(events.spliterator(), false)
                    .filter(Instance.this::visible)
                    .map(Instance.this::show)
                    .iterator();
        }

        @Override
        public ConsistencyMarker marker() {
            return events.marker();
        }

        @Override
        public long head() {
            return events.head();
        }

        @Override
        public void close() {
            events.close();
        }
    }
}
