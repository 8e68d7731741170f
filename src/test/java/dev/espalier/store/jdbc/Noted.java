package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** An event for tests: a text, stored in UTF-8. */
record Noted(String text) implements Event {
    static final StoredQuery ALL = new StoredQuery(List.of());
    static final StreamId A = new StreamId("note", "a");
    static final StreamId B = new StreamId("note", "b");

    record Type(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            return ((Noted) event).text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            return List.of(new Noted(new String(payload, StandardCharsets.UTF_8)));
        }
    }

    static EventData in(StreamId stream, String text, Tag... tags) {
        return of(UUID.randomUUID(), stream, text, tags);
    }

    static EventData of(UUID id, StreamId stream, String text, Tag... tags) {
        return EventData.of(
                id,
                stream,
                new Type("Noted", 1),
                Set.of(tags),
                Metadata.none(),
                Origin.LIVE,
                1_700_000_000_000_000L,
                new Noted(text));
    }

    static List<EventEnvelope> all(EventLog log) {
        return list(log.read(ALL, ReadRange.all(), Type::new));
    }

    static List<EventEnvelope> of(EventLog log, StreamId stream) {
        return list(log.read(stream, ReadRange.all(), Type::new));
    }

    static List<String> texts(EventLog log, StreamId stream) {
        return of(log, stream).stream()
                .map(each -> ((Noted) each.event()).text())
                .toList();
    }

    private static List<EventEnvelope> list(EventStream stream) {
        try (stream) {
            var events = new ArrayList<EventEnvelope>();
            stream.forEach(events::add);
            return events;
        }
    }
}
