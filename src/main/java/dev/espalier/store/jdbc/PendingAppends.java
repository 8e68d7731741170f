package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredReceipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has accepted and not yet written. Versions are final, as the locks of the streams are held; positions
 * are given at the end, under the sequencer.
 */
final class PendingAppends implements Pending {
    private record Row(String service, StreamId stream) {}

    private record Accepted(Append append, Receipt receipt) {}

    private final List<Accepted> accepted = new ArrayList<>();
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<QueryCheck, Integer> seen = new HashMap<>();
    private final Map<StreamId, Long> versions = new HashMap<>();
    private final Map<Row, SnapshotVersion> reached = new LinkedHashMap<>();

    @Override
    public List<RecordedEvent> events() {
        return events;
    }

    @Override
    public void seen(Marker marker) {
        for (Marker.Check check : marker.checks())
            if (check instanceof QueryCheck query) seen.put(query, events.size());
    }

    boolean isEmpty() {
        return events.isEmpty() && boundaries().isEmpty();
    }

    /** The receipt of the same append, where it is pending already. */
    @Nullable
    Receipt first(Append append) {
        for (Accepted each : accepted) if (same(each.append(), append)) return each.receipt();
        return null;
    }

    private static boolean same(Append first, Append second) {
        if (first.size() != second.size() || first.size() == 0) return false;
        for (int i = 0; i < first.size(); i++)
            if (!first.get(i).id().equals(second.get(i).id())
                    || !first.get(i).stream().equals(second.get(i).stream())) return false;
        return true;
    }

    /** Refuses what contradicts what is pending, or what is stored as far as the versions of the streams tell. */
    void check(Append append, ToLongFunction<StreamId> stored) {
        for (RecordedEvent event : events)
            for (int i = 0; i < append.size(); i++)
                if (event.id().equals(append.get(i).id())) throw new DuplicateEventException(event.id());
        for (Marker.Check check : append.checks())
            if (check instanceof Marker.StreamCheck stream) check(stream, stored);
        for (Marker.Check check : Appended.boundaries(append)) if (check instanceof QueryCheck query) check(query);
    }

    private void check(Marker.StreamCheck check, ToLongFunction<StreamId> stored) {
        long actual = version(check.stream(), stored);
        if (!check.expected().accepts(actual)) throw new ConflictException(check.stream(), check.expected(), actual);
    }

    private void check(QueryCheck check) {
        for (RecordedEvent event : events.subList(seen.getOrDefault(check, 0), events.size()))
            if (check.query().matches(event))
                throw new ConflictException(event.stream(), new Marker(List.of(check)), event.position());
    }

    private long version(StreamId stream, ToLongFunction<StreamId> stored) {
        Long mine = versions.get(stream);
        return mine == null ? stored.applyAsLong(stream) : mine;
    }

    /** Takes an append in that was checked, as of this time for those who see it before it is written. */
    Receipt add(Append append, ToLongFunction<StreamId> stored, long recorded) {
        Receipt receipt = append.size() == 0
                ? StoredReceipt.nothing(append.more().isEmpty() ? version(append.stream(), stored) : 0)
                : new LateReceipt(number(append, stored, recorded));
        accepted.add(new Accepted(append, receipt));
        return receipt;
    }

    private List<RecordedEvent> number(Append append, ToLongFunction<StreamId> stored, long recorded) {
        List<RecordedEvent> fresh = new ArrayList<>(append.size());
        for (EventData event : Appended.events(append)) {
            long version = version(event.stream(), stored) + 1;
            versions.put(event.stream(), version);
            fresh.add(new RecordedEvent(event, version, 0, recorded));
        }
        events.addAll(fresh);
        return fresh;
    }

    /** Takes the last append back, if it is this one. */
    void forget(Receipt receipt) {
        if (!accepted.removeIf(each -> each.receipt() == receipt)) return;
        for (int i = receipt.events().size(); i > 0; i--) {
            RecordedEvent last = events.remove(events.size() - 1);
            versions.put(last.stream(), last.version() - 1);
        }
    }

    /** What others have accepted, behind what is here. */
    void addAll(PendingAppends others) {
        accepted.addAll(others.accepted);
        events.addAll(others.events);
        versions.putAll(others.versions);
        reached.putAll(others.reached);
    }

    void reached(List<SnapshotVersion> services) {
        for (SnapshotVersion each : services) reached.put(new Row(each.service(), each.stream()), each);
    }

    List<Append> appends() {
        return accepted.stream().map(Accepted::append).toList();
    }

    List<Marker.Check> boundaries() {
        return accepted.stream()
                .flatMap(each -> Appended.boundaries(each.append()).stream())
                .toList();
    }

    Collection<SnapshotVersion> reached() {
        return reached.values();
    }

    /** The last version of each stream that is written. */
    Map<StreamId, Long> versions() {
        return versions;
    }

    /** The events as they are to be written after this position. */
    List<RecordedEvent> placed(long head, long recorded) {
        var placed = new ArrayList<RecordedEvent>(events.size());
        for (RecordedEvent event : events)
            placed.add(new RecordedEvent(event.data(), event.version(), head + 1 + placed.size(), recorded));
        return placed;
    }

    /** They were written. */
    void place(long head, long recorded) {
        long after = head;
        for (Accepted each : accepted) {
            if (each.receipt() instanceof LateReceipt late) late.place(after, recorded);
            after += each.append().size();
        }
    }

    /** They turn out to be stored already. */
    void become(Function<Append, Receipt> stored) {
        for (Accepted each : accepted)
            if (each.receipt() instanceof LateReceipt late) late.become(stored.apply(each.append()));
    }

    List<UUID> ids() {
        return events.stream().map(RecordedEvent::id).toList();
    }
}
