package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.Append;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.EventType;
import dev.espalier.store.Limits;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredReceipt;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stores that keep no line at all: a test that they pass proves nothing. */
final class Honours {
    private Honours() {}

    /** Takes everything, has nothing. */
    static final class Nothing extends Instance {
        Nothing(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            return StoredReceipt.nothing(0);
        }

        @Override
        public UnitOfWork begin() {
            return new IdleWork(this);
        }

        @Override
        public Checkpoints checkpoints() {
            return new BrokenCheckpoints.Nothing(super.checkpoints());
        }
    }

    private record IdleWork(Nothing store) implements UnitOfWork {
        @Override
        public Receipt append(Append append) {
            return store.append(append);
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
        public void commit() {}

        @Override
        public void close() {}
    }

    /** Fails whatever is asked. */
    static final class NotEvenSilence extends Instance {
        NotEvenSilence(TransactionalStore good) {
            super(good);
        }

        private static UnsupportedOperationException never() {
            return new UnsupportedOperationException("never");
        }

        @Override
        public Receipt append(Append append) {
            throw never();
        }

        @Override
        public UnitOfWork begin() {
            throw never();
        }

        @Override
        public long snapshotVersion(String service, StreamId stream) {
            throw never();
        }

        @Override
        public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
            throw never();
        }

        @Override
        public boolean saveSnapshot(AggregateSnapshot snapshot) {
            throw never();
        }

        @Override
        public long deleteSnapshots(String name) {
            throw never();
        }

        @Override
        public long forgetCommands(Instant before) {
            throw never();
        }

        @Override
        public Limits limits() {
            throw never();
        }

        @Override
        public boolean keepsBytes() {
            throw never();
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            throw never();
        }

        @Override
        public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
            throw never();
        }

        @Override
        public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
            throw never();
        }

        @Override
        public long head() {
            throw never();
        }

        @Override
        public Checkpoints checkpoints() {
            throw never();
        }

        @Override
        public Set<StoredType> storedTypes() {
            throw never();
        }
    }
}
