package dev.espalier.store.contract;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of the store contract share. A store's test extends each of them and says how to open an empty store. */
abstract class StoreContract {
    static final StreamId A = new StreamId("invoice", "a");
    static final StreamId B = new StreamId("invoice", "b");
    static final long OCCURRED = 1_700_000_000_123_456L;

    /** How often a race is run; {@code -Drounds=N}. */
    static final int ROUNDS = Integer.getInteger("rounds", 3);

    record Happened(String text) implements Event {}

    /** Payload: the text in UTF-8. */
    record TextType(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(Event event) {
            return ((Happened) event).text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Event decode(byte[] payload) {
            return new Happened(new String(payload, StandardCharsets.UTF_8));
        }
    }

    TransactionalStore store;

    /** A new, empty store. */
    protected abstract TransactionalStore newStore() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = newStore();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static EventData event(StreamId stream, String text, Tag... tags) {
        return event(UUID.randomUUID(), stream, "Happened", text, tags);
    }

    static EventData event(UUID id, StreamId stream, String type, String text, Tag... tags) {
        return EventData.of(
                id,
                stream,
                new TextType(type, 1),
                Set.of(tags),
                Metadata.none(),
                Origin.LIVE,
                OCCURRED,
                new Happened(text));
    }

    Receipt append(StreamId stream, ExpectedVersion expected, EventData... events) {
        return store.append(Append.of(stream, expected, List.of(events), Participant.NONE));
    }

    Receipt append(StreamId stream, ExpectedVersion expected, String... texts) {
        var events = new ArrayList<EventData>();
        for (String text : texts) events.add(event(stream, text));
        return store.append(Append.of(stream, expected, events, Participant.NONE));
    }

    Receipt append(List<Marker.Check> checks, EventData... events) {
        return store.append(Append.of(checks, List.of(events), Participant.NONE));
    }

    List<EventEnvelope> read(StreamId stream) {
        return read(stream, ReadRange.all());
    }

    List<EventEnvelope> read(StreamId stream, ReadRange range) {
        return list(store.read(stream, range, TextType::new));
    }

    List<EventEnvelope> read(StoredQuery query, ReadRange range) {
        return list(store.read(query, range, TextType::new));
    }

    List<EventEnvelope> readAll() {
        return read(all(), ReadRange.all());
    }

    static List<EventEnvelope> list(EventStream stream) {
        try (stream) {
            var events = new ArrayList<EventEnvelope>();
            stream.forEach(events::add);
            return events;
        }
    }

    static List<String> texts(List<EventEnvelope> events) {
        return events.stream().map(StoreContract::text).toList();
    }

    static String text(EventData event) {
        return ((Happened) event.event()).text();
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
}
