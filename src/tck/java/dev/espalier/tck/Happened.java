package dev.espalier.tck;

import dev.espalier.infrastructure.Event;
import dev.espalier.store.EventType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** The kit's one event. */
record Happened(String text) implements Event {
    /** Its payload is the text in UTF-8, one type for every name and schema version. */
    record Type(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            return ((Happened) event).text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            return List.of(new Happened(new String(payload, StandardCharsets.UTF_8)));
        }
    }
}
