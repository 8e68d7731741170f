package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.store.EventType;

/** A stored type that this application cannot read. Told when somebody wants the event, not when it is passed by. */
record UnknownType(String name, int schemaVersion, String reason) implements EventType {
    @Override
    public byte[] encode(Event event) {
        throw new IllegalStateException(reason);
    }

    @Override
    public Event decode(byte[] payload) {
        throw new IllegalStateException(reason);
    }
}
