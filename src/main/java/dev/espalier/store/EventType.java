package dev.espalier.store;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;

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
     * @param event of this type
     * @return its payload
     * @throws InvalidInputException when it cannot be written without loss
     */
    byte[] encode(Event event);

    /**
     * From bytes.
     *
     * @param payload as it was stored
     * @return the event
     * @throws RuntimeException when it does not fit; its message becomes the reason of an {@code UnreadableEventException}
     */
    Event decode(byte[] payload);

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
    }
}
