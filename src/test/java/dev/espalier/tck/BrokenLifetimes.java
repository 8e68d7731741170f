package dev.espalier.tck;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Stores that hold on to something, or let go of it, at the wrong time. */
final class BrokenLifetimes {
    private BrokenLifetimes() {}

    /** Lends each read one of five connections until it is closed. */
    static final class Pooled extends Instance {
        private final Semaphore connections = new Semaphore(5);

        Pooled(TransactionalStore good) {
            super(good);
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            return lent(super.read(stream, range, types));
        }

        @Override
        public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
            return lent(super.read(query, range, types));
        }

        private EventStream lent(EventStream right) {
            if (!connections.tryAcquire()) throw new StoreUnavailableException("the pool is empty", null);
            return new Lent(right, connections);
        }
    }

    private record Lent(EventStream right, Semaphore connections) implements EventStream {
        @Override
        public Iterator<EventEnvelope> iterator() {
            return right.iterator();
        }

        @Override
        public ConsistencyMarker marker() {
            return right.marker();
        }

        @Override
        public long head() {
            return right.head();
        }

        @Override
        public void close() {
            connections.release();
        }
    }

    /** Knows no event by its id. */
    static final class FindingNothing extends Instance {
        FindingNothing(TransactionalStore good) {
            super(good);
        }

        @Override
        public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
            return Optional.empty();
        }
    }

    /** Is full from the beginning, as a store that opens on somebody's data. */
    static Instance full(TransactionalStore good) {
        if (good.head() == 0) Suite.append(good, Suite.B, ExpectedVersion.any(), "left over");
        return new Instance(good);
    }

    /** Is used as before once it is closed. */
    static final class NeverClosed extends Instance {
        NeverClosed(TransactionalStore good) {
            super(good);
        }

        @Override
        void refuseWhenClosed() {}
    }
}
