package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the suites share: an open, empty store, and short words for what is done with it. */
abstract class Suite {
    static final StreamId A = new StreamId("invoice", "a");
    static final StreamId B = new StreamId("invoice", "b");
    static final Tag RED = Tag.of("colour", "red");
    static final Tag BIG = Tag.of("size", "big");
    static final long OCCURRED = 1_700_000_000_123_456L;

    private final List<EventStore> opened = new CopyOnWriteArrayList<>();
    private final List<StoreFixture> fixtures = new CopyOnWriteArrayList<>();
    private Callable<StoreFixture> source = () -> {
        throw new IllegalStateException("no test has begun");
    };
    /** How often a race is run. */
    int rounds;

    StoreFixture fixture;
    EventStore store;

    /** Called by the extension, before each test. */
    final void begin(Callable<StoreFixture> given, int timesRaced) throws Exception {
        source = given;
        rounds = timesRaced;
        fixture = anotherFixture();
        store = open();
    }

    /** Called by the extension, after each test, whatever came of it. */
    final void end() throws Exception {
        for (EventStore each : opened) each.close();
        for (StoreFixture each : fixtures) each.close();
    }

    /** With data of its own. */
    final StoreFixture anotherFixture() throws Exception {
        return kept(source.call());
    }

    final <T extends StoreFixture> T kept(T another) {
        fixtures.add(another);
        return another;
    }

    /** As participants and services do, who throw no checked exceptions. */
    static void insert(Rows rows, Transaction transaction, String row) {
        try {
            rows.insert(transaction, row);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    final boolean lacks(Capability capability) {
        return fixture.absent().contains(capability);
    }

    final EventStore open() throws Exception {
        return kept(fixture.open());
    }

    final EventStore kept(EventStore another) {
        opened.add(another);
        return another;
    }

    final TransactionalStore transactional() {
        return (TransactionalStore) store;
    }

    static EventData event(StreamId stream, String text, Tag... tags) {
        return event(UUID.randomUUID(), stream, "Happened", text, tags);
    }

    static EventData event(UUID id, StreamId stream, String type, String text, Tag... tags) {
        return EventData.of(
                id,
                stream,
                new Happened.Type(type, 1),
                Set.of(tags),
                Metadata.none(),
                Origin.LIVE,
                OCCURRED,
                new Happened(text));
    }

    final Receipt append(StreamId stream, ExpectedVersion expected, EventData... events) {
        return store.append(Append.of(stream, expected, List.of(events), Participant.NONE));
    }

    final Receipt append(StreamId stream, ExpectedVersion expected, String... texts) {
        return append(store, stream, expected, texts);
    }

    static Receipt append(EventStore store, StreamId stream, ExpectedVersion expected, String... texts) {
        var events = new ArrayList<EventData>();
        for (String text : texts) events.add(event(stream, text));
        return store.append(Append.of(stream, expected, events, Participant.NONE));
    }

    final Receipt append(List<? extends Marker.Check> checks, EventData... events) {
        return store.append(Append.of(List.copyOf(checks), List.of(events), Participant.NONE));
    }

    final List<EventEnvelope> read(StreamId stream) {
        return read(stream, ReadRange.all());
    }

    final List<EventEnvelope> read(StreamId stream, ReadRange range) {
        return list(store.read(stream, range, Happened.Type::new));
    }

    final List<EventEnvelope> read(StoredQuery query, ReadRange range) {
        return list(store.read(query, range, Happened.Type::new));
    }

    final List<EventEnvelope> readAll() {
        return readAll(store);
    }

    static List<EventEnvelope> readAll(EventStore store) {
        return list(store.read(all(), ReadRange.all(), Happened.Type::new));
    }

    final EventStream stream(StoredQuery query) {
        return store.read(query, ReadRange.all(), Happened.Type::new);
    }

    static List<EventEnvelope> list(EventStream stream) {
        try (stream) {
            var events = new ArrayList<EventEnvelope>();
            stream.forEach(events::add);
            return events;
        }
    }

    static List<String> texts(List<EventEnvelope> events) {
        return events.stream().map(Suite::text).toList();
    }

    static String text(EventEnvelope event) {
        return ((Happened) event.event()).text();
    }

    static StoredQuery all() {
        return new StoredQuery(List.of());
    }

    static StoredQuery query(StoredQuery.Item... items) {
        return new StoredQuery(List.of(items));
    }

    static StoredQuery.Item types(String... types) {
        return new StoredQuery.Item(Set.of(types), Set.of(), Set.of(), Set.of());
    }

    static StoredQuery.Item tags(Tag... tags) {
        return new StoredQuery.Item(Set.of(), Set.of(tags), Set.of(), Set.of());
    }

    static StoredQuery.Item places(Set<String> categories, StreamId... streams) {
        return new StoredQuery.Item(Set.of(), Set.of(), categories, Set.of(streams));
    }

    static Marker.QueryCheck nothing(long after, StoredQuery.Item... items) {
        return new Marker.QueryCheck(query(items), after);
    }
}
