package dev.espalier.store.memory;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Aggregate snapshots; nothing that is stored ever goes, so the newer one is the better one. */
final class Snapshots {
    private record Key(String name, StreamId stream) {}

    private final Map<Key, AggregateSnapshot> kept = new ConcurrentHashMap<>();

    Optional<AggregateSnapshot> find(String name, StreamId stream) {
        return Optional.ofNullable(kept.get(new Key(name, stream)));
    }

    boolean save(AggregateSnapshot snapshot) {
        return kept.merge(new Key(snapshot.name(), snapshot.stream()), snapshot, Snapshots::better) == snapshot;
    }

    private static AggregateSnapshot better(AggregateSnapshot old, AggregateSnapshot fresh) {
        return fresh.version() > old.version() || fresh.schemaVersion() != old.schemaVersion() ? fresh : old;
    }

    void delete(StreamId stream) {
        kept.keySet().removeIf(key -> key.stream().equals(stream));
    }

    long delete(String name) {
        long before = kept.size();
        kept.keySet().removeIf(key -> key.name().equals(name));
        return before - kept.size();
    }
}
