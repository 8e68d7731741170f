package dev.espalier.tck;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.TransactionalStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that keep aggregate snapshots wrongly. */
final class BrokenSnapshots {
    private BrokenSnapshots() {}

    /** Keeps none. */
    static final class Losing extends Instance {
        Losing(TransactionalStore good) {
            super(good);
        }

        @Override
        public boolean saveSnapshot(AggregateSnapshot snapshot) {
            return true;
        }
    }

    /** Keeps whatever comes, the last one. */
    static final class Unchecked extends Instance {
        private final Map<String, AggregateSnapshot> kept = new ConcurrentHashMap<>();

        Unchecked(TransactionalStore good) {
            super(good);
        }

        @Override
        public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
            return Optional.ofNullable(kept.get(name + stream));
        }

        @Override
        public boolean saveSnapshot(AggregateSnapshot snapshot) {
            kept.put(snapshot.name() + snapshot.stream(), snapshot);
            return true;
        }
    }
}
