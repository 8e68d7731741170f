package dev.espalier.store;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import java.util.List;
import java.util.UUID;

/** A registered type: its stable name, and the way between object and bytes. Stores hand it on and never look inside. */
public interface EventType {
    /**
     * What it is called.
     *
     * @return a name that is never a class name by accident, 1 to 255 code points
     */
    String name();

    /**
     * In which form it is written.
     *
     * @return 1 or more
     */
    int schemaVersion();

    /**
     * To bytes.
     *
     * @param id of the event
     * @param event of this type
     * @return its payload
     * @throws InvalidInputException when it cannot be written without loss
     */
    byte[] encode(UUID id, Event event);

    /**
     * From bytes.
     *
     * @param id of the event
     * @param payload as it was stored
     * @return the event as it reads today: one, or what an upcaster made of it
     * @throws RuntimeException when it does not fit; its message becomes the reason of an {@code UnreadableEventException}
     */
    List<Event> decode(UUID id, byte[] payload);

    /**
     * Whether an object of this type stays what it is. A store that keeps objects keeps the payload of others, and decodes it
     * for each reader, as a person whose data is in it may be forgotten.
     *
     * @return false for types with personal data
     */
    default boolean keepsObject() {
        return true;
    }

    /** From what is stored to the type. */
    @FunctionalInterface
    interface Lookup {
        /**
         * The type of a stored event.
         *
         * @param name as it is stored
         * @param schemaVersion as it is stored
         * @return the type; one whose {@code decode} fails where the name is unknown
         */
        EventType of(String name, int schemaVersion);

        /**
         * Whether objects of a type are what this reader would decode, so that a store that keeps them can hand them out as
         * they are.
         *
         * @param type of an event that is kept as object
         * @return false where the payload has to be read anew
         */
        default boolean keeps(EventType type) {
            return of(type.name(), type.schemaVersion()).equals(type);
        }
    }
}
