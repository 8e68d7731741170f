package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.store.EventType;
import java.util.List;
import java.util.UUID;

/** A stored type that this application cannot read. Told when somebody wants the event, not when it is passed by. */
record UnknownType(String name, int schemaVersion, String reason) implements EventType {
    @Override
    public byte[] encode(UUID id, Event event) {
        throw new IllegalStateException(reason);
    }

    @Override
    public List<Event> decode(UUID id, byte[] payload) {
        throw new IllegalStateException(reason);
    }
}
