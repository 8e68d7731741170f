package com.example.filestore;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import java.util.Iterator;
import java.util.List;

/** What a read found; types are looked up as the events are asked for. */
record FileRead(List<RecordedEvent> events, EventType.Lookup types, Marker marker, long head) implements EventStream {
    @Override
    public Iterator<EventEnvelope> iterator() {
        return events.stream().map(each -> typed(each, types)).iterator();
    }

    static EventEnvelope typed(RecordedEvent event, EventType.Lookup types) {
        EventData data = event.data();
        return new RecordedEvent(
                EventData.stored(
                        data.id(),
                        data.stream(),
                        types.of(event.type(), event.schemaVersion()),
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
    public void close() {}
}
