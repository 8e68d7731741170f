package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.serialization.EventCodec;
import dev.espalier.store.EventType;
import java.util.List;
import java.util.UUID;

/** A type that both sides of are known. */
record RegisteredType(String name, int schemaVersion, Class<? extends Event> type, EventCodec codec)
        implements EventType {
    @Override
    public byte[] encode(UUID id, Event event) {
        try {
            return codec.encode(event);
        } catch (Exception cause) {
            throw new InvalidInputException(
                    "event", event.getClass().getName(), "cannot be written: " + cause.getMessage(), cause);
        }
    }

    @Override
    public List<Event> decode(UUID id, byte[] payload) {
        try {
            return List.of(codec.decode(payload, type));
        } catch (Exception cause) {
            throw new IllegalArgumentException(
                    "its payload does not fit " + type.getName() + ": " + cause.getMessage(), cause);
        }
    }
}
