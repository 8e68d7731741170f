package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Event;
import dev.espalier.store.EventType;
import java.util.List;
import java.util.UUID;

/** A type of which nothing but the name is at hand. */
record NamedType(String name, int schemaVersion) implements EventType {
    @Override
    public byte[] encode(UUID id, Event event) {
        throw new IllegalStateException("only stored events have this type");
    }

    @Override
    public List<Event> decode(UUID id, byte[] payload) {
        throw new IllegalStateException(
                "the event was stored before as another type than it is appended now; read it from the store");
    }
}
