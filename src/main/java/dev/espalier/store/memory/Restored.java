package dev.espalier.store.memory;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import java.util.Iterator;

/** What a strict store returns: events whose type is looked up by its stored name, and which are decoded anew. */
record Restored(EventStream events, EventType.Lookup types) implements EventStream {
    static EventEnvelope from(EventEnvelope stored, EventType.Lookup types) {
        var event = (RecordedEvent) stored;
        EventData data = event.data();
        EventType type = types.of(event.type(), event.schemaVersion());
        return new RecordedEvent(
                EventData.stored(
                        data.id(),
                        data.stream(),
                        type,
                        data.tags(),
                        data.metadata(),
                        data.origin(),
                        data.occurredAt(),
                        data.bytes()),
                event.version(),
                event.position(),
                event.recordedMicros());
    }

    @Override
    public Iterator<EventEnvelope> iterator() {
        Iterator<EventEnvelope> stored = events.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return stored.hasNext();
            }

            @Override
            public EventEnvelope next() {
                return from(stored.next(), types);
            }
        };
    }

    @Override
    public ConsistencyMarker marker() {
        return events.marker();
    }

    @Override
    public long head() {
        return events.head();
    }

    @Override
    public void close() {
        events.close();
    }
}
