package dev.espalier.store;

import java.util.Set;

/** Capability: tells at once which types of events are stored, so that a missing registration is found at the start. */
public interface StoredTypes {
    /**
     * A type of which at least one event is stored.
     *
     * @param category of the streams in which it is stored
     * @param name of the type
     * @param schemaVersion in which it is stored
     */
    record StoredType(String category, String name, int schemaVersion) {}

    /**
     * All of them.
     *
     * @return each category, name and schema version of which an event is or was stored
     */
    Set<StoredType> storedTypes();
}
