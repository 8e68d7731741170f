package dev.espalier.store.memory;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.Tombstone;
import org.jspecify.annotations.Nullable;

/**
 * How one reader sees what is kept: the object itself where the reader means the same type by its name, otherwise what its
 * payload reads as today; in a strict store always that. For one thread.
 */
final class View {
    private final boolean strict;
    private final EventType.Lookup types;
    private @Nullable EventType same;

    View(boolean strict, EventType.Lookup types) {
        this.strict = strict;
        this.types = types;
    }

    EventEnvelope of(RecordedEvent event) {
        EventType type = event.eventType();
        if (type == same) return event;
        if (strict || !types.keeps(type)) return restored(event);
        same = type;
        return event;
    }

    private EventEnvelope restored(RecordedEvent event) {
        EventData data = event.data();
        return new RecordedEvent(
                EventData.stored(
                        data.id(),
                        data.stream(),
                        Tombstone.or(types, event.type(), event.schemaVersion()),
                        data.tags(),
                        data.metadata(),
                        data.origin(),
                        data.occurredAt(),
                        data.bytes()),
                event.version(),
                event.position(),
                event.recordedMicros());
    }
}
