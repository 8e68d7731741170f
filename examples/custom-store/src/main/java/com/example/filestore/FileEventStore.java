package com.example.filestore;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.EventType;
import dev.espalier.store.Limits;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.Check;
import dev.espalier.store.Marker.EventCheck;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.Marker.StreamCheck;
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredReceipt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Events in one file, for any number of processes. Durable, and slow on purpose: every call looks through all events, which
 * it keeps in memory. It runs no snapshot update services and joins no transaction, as it has none to offer.
 */
public final class FileEventStore implements EventStore {
    private final LogFile file;
    private volatile boolean closed;

    /** Opens or creates the file. */
    public FileEventStore(Path path) {
        file = new LogFile(path);
    }

    @Override
    public Receipt append(Append append) {
        refuseWhenClosed();
        limits().check(append);
        if (append.participant() != Participant.NONE)
            throw new InvalidInputException(
                    "participant", append.participant(), "cannot run: a file has no transaction for its rows");
        var events = new ArrayList<EventData>();
        for (int i = 0; i < append.size(); i++) {
            limits().checkPayload(append.get(i));
            events.add(append.get(i));
        }
        return file.locked(log -> append(log, append.checks(), events));
    }

    private Receipt append(List<RecordedEvent> log, List<Check> checks, List<EventData> events) {
        List<RecordedEvent> before = replayed(log, events);
        if (!before.isEmpty()) return receipt(before, events, true);
        for (Check check : checks) test(log, check);
        return receipt(file.write(events), events, false);
    }

    private static Receipt receipt(List<RecordedEvent> stored, List<EventData> events, boolean replayed) {
        var typed = new ArrayList<EventEnvelope>();
        for (int i = 0; i < stored.size(); i++) {
            EventType type = events.get(i).type();
            typed.add(FileRead.typed(stored.get(i), (name, schemaVersion) -> type));
        }
        return StoredReceipt.of(typed, replayed);
    }

    /** The events as they were stored before, all of them; none when none was. */
    private static List<RecordedEvent> replayed(List<RecordedEvent> log, List<EventData> events) {
        Set<UUID> ids = new HashSet<>();
        for (EventData event : events) if (!ids.add(event.id())) throw new DuplicateEventException(event.id());
        var known = log.stream().filter(each -> ids.contains(each.id())).toList();
        for (int i = 0; i < known.size(); i++)
            if (known.size() < events.size()
                    || !known.get(i).id().equals(events.get(i).id())
                    || !known.get(i).stream().equals(events.get(i).stream()))
                throw new DuplicateEventException(known.get(i).id());
        return known;
    }

    private static void test(List<RecordedEvent> log, Check check) {
        if (check instanceof StreamCheck asked) {
            long actual = version(log, asked.stream());
            if (!asked.expected().accepts(actual))
                throw new ConflictException(asked.stream(), asked.expected(), actual);
        } else if (check instanceof QueryCheck asked) {
            for (RecordedEvent each : log)
                if (each.position() > asked.after() && asked.query().matches(each))
                    throw new ConflictException(each.stream(), new Marker(List.of(asked)), each.position());
        } else if (check instanceof EventCheck asked) {
            if (log.stream().noneMatch(each -> each.id().equals(asked.event())))
                throw new ConflictException(asked.stream(), new Marker(List.of(asked)), 0);
        }
    }

    private static long version(List<RecordedEvent> log, StreamId stream) {
        return log.stream().filter(each -> each.stream().equals(stream)).count();
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        List<RecordedEvent> log = log();
        var found = log.stream()
                .filter(each -> each.stream().equals(stream))
                .filter(each -> each.version() > range.after() && each.version() <= range.upTo())
                .toList();
        var shown = shown(found, range);
        long head = isCut(found, range)
                ? shown.isEmpty() ? range.after() : last(shown).version()
                : version(log, stream);
        return new FileRead(shown, types, Marker.of(stream, head), head);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        List<RecordedEvent> log = log();
        var found = log.stream()
                .filter(query::matches)
                .filter(each -> each.position() > range.after() && each.position() <= range.upTo())
                .toList();
        var shown = shown(found, range);
        long head = isCut(found, range)
                ? shown.isEmpty() ? range.after() : last(shown).position()
                : log.size();
        return new FileRead(shown, types, Marker.of(query, head), head);
    }

    private static List<RecordedEvent> shown(List<RecordedEvent> found, ReadRange range) {
        var shown = new ArrayList<>(found);
        if (range.backwards()) Collections.reverse(shown);
        return shown.subList(0, (int) Math.min(shown.size(), range.limit()));
    }

    private static boolean isCut(List<RecordedEvent> found, ReadRange range) {
        return !range.backwards() && found.size() > range.limit();
    }

    private static RecordedEvent last(List<RecordedEvent> events) {
        return events.get(events.size() - 1);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return log().stream().filter(each -> each.id().equals(id)).findFirst().map(each -> FileRead.typed(each, types));
    }

    @Override
    public long head() {
        return log().size();
    }

    private List<RecordedEvent> log() {
        refuseWhenClosed();
        return file.locked(List::copyOf);
    }

    private void refuseWhenClosed() {
        if (closed) throw new StoreClosedException();
    }

    @Override
    public Limits limits() {
        return Limits.DEFAULT;
    }

    @Override
    public boolean keepsBytes() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        file.close();
    }
}
