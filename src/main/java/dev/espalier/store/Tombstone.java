package dev.espalier.store;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The type of an event that was deleted. It is one event still, with its id, stream, version and position, and reads as none:
 * whoever folds or projects passes over it.
 */
public final class Tombstone implements EventType {
    /** Under which it is stored. */
    public static final String NAME = "espalier:tombstone";

    private static final Tombstone TYPE = new Tombstone();

    private Tombstone() {}

    /**
     * The type of a stored event.
     *
     * @param name as it is stored
     * @param schemaVersion as it is stored
     * @param types of the events that are not deleted
     * @return this type for a tombstone, else what the look-up says
     */
    public static EventType or(Lookup types, String name, int schemaVersion) {
        return name.equals(NAME) ? TYPE : types.of(name, schemaVersion);
    }

    /**
     * What is left of an event.
     *
     * @param event that is deleted
     * @return its tombstone
     */
    public static EventData of(EventData event) {
        return EventData.stored(
                event.id(),
                event.stream(),
                TYPE,
                Set.of(),
                Metadata.none(),
                event.origin(),
                event.occurredAt(),
                new byte[0]);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int schemaVersion() {
        return 1;
    }

    @Override
    public byte[] encode(UUID id, Event event) {
        throw new InvalidInputException("event type", NAME, "is what is left of a deleted event: none can be written");
    }

    @Override
    public List<Event> decode(UUID id, byte[] payload) {
        return List.of();
    }
}
