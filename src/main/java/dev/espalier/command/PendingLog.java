package dev.espalier.command;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotLog;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventType;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredReceipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A log whose appends are kept back, to be stored as one; reads show them behind what is stored. Reads go forward to the
 * end, as loads do. To be used by one thread.
 */
final class PendingLog implements EventLog, AggregateSnapshotLog {
    private record Extended(EventStream stored, List<RecordedEvent> pending, long head) implements EventStream {
        @Override
        public Iterator<EventEnvelope> iterator() {
            return Stream.concat(StreamSupport.stream(stored.spliterator(), false), pending.stream())
                    .iterator();
        }

        @Override
        public ConsistencyMarker marker() {
            return stored.marker();
        }

        @Override
        public void close() {
            stored.close();
        }
    }

    private final EventLog log;
    private final List<RecordedEvent> pending = new ArrayList<>();
    /** At which version each stream stands that was read or written here. */
    private final Map<StreamId, Long> versions = new HashMap<>();
    /** What must hold of what is stored. */
    private final Set<Marker.Check> checks = new LinkedHashSet<>();

    PendingLog(EventLog log) {
        this.log = log;
    }

    int size() {
        return pending.size();
    }

    /** Everything as one append. */
    Append together(Appends appends) {
        return appends.to(
                List.copyOf(checks), pending.stream().map(RecordedEvent::data).toList());
    }

    @Override
    public Receipt append(Append append) {
        for (Marker.Check check : append.checks()) check(check);
        int from = pending.size();
        for (int i = 0; i < append.size(); i++) {
            EventData event = append.get(i);
            long version = versions.merge(event.stream(), 1L, Long::sum);
            pending.add(new RecordedEvent(event, version, 0, 0));
        }
        return StoredReceipt.of(pending.subList(from, pending.size()), false);
    }

    /** Of a stream that is written here the stored version was demanded before. */
    private void check(Marker.Check check) {
        if (check instanceof Marker.StreamCheck demand && isWritten(demand.stream())) {
            long actual = versions.getOrDefault(demand.stream(), 0L);
            if (!demand.expected().accepts(actual))
                throw new ConflictException(demand.stream(), demand.expected(), actual);
        } else checks.add(check);
    }

    private boolean isWritten(StreamId stream) {
        return pending.stream().anyMatch(event -> event.stream().equals(stream));
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        EventStream stored = log.read(stream, range, types);
        List<RecordedEvent> mine = pending(event -> event.stream().equals(stream));
        long version = stored.head() + mine.size();
        versions.put(stream, version);
        return new Extended(
                stored,
                mine.stream().filter(event -> event.version() > range.after()).toList(),
                version);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        EventStream stored = log.read(query, range, types);
        return new Extended(stored, pending(query::matches), stored.head());
    }

    private List<RecordedEvent> pending(Predicate<RecordedEvent> meant) {
        return pending.stream().filter(meant).toList();
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return log instanceof AggregateSnapshotLog snapshots ? snapshots.snapshot(name, stream) : Optional.empty();
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        for (RecordedEvent event : pending) if (event.id().equals(id)) return Optional.of(event);
        return log.find(id, types);
    }

    @Override
    public long head() {
        return log.head();
    }
}
