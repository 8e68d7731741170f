package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.serialization.Upcaster.Form;
import dev.espalier.store.EventType;
import java.util.List;
import java.util.UUID;

/** A form that is no longer written, but read: under a former name, or by upcasters. */
record OldType(String name, int schemaVersion, Form readAs, Evolution evolution) implements EventType {
    @Override
    public byte[] encode(UUID id, Event event) {
        throw new IllegalStateException("events are written as " + readAs.type() + " today");
    }

    @Override
    public List<Event> decode(UUID id, byte[] payload) {
        return evolution.read(id, readAs, payload);
    }
}
