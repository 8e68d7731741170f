package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Query;
import dev.espalier.serialization.EventCodec;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The registered types, by class and by name. Immutable; reflection happens here, once, at the start. */
public final class EventTypes implements EventType.Lookup {
    /** A name that is not the simple name of the class, or a schema version that is not 1. */
    public record Name(String name, int schemaVersion) {
        public Name {
            if (name == null || name.isBlank() || name.length() > 255)
                throw new InvalidInputException("event type name", name, "must have 1 to 255 characters");
            if (schemaVersion < 1)
                throw new InvalidInputException("schema version", schemaVersion, "must be 1 or more");
        }
    }

    private final Map<Class<?>, RegisteredType> byClass = new LinkedHashMap<>();
    private final Map<String, RegisteredType> byName = new HashMap<>();

    /** Problems are added to the list; the caller throws them all at once. */
    public EventTypes(
            Collection<Class<? extends Event>> families,
            Map<Class<? extends Event>, Name> names,
            EventCodec codec,
            List<String> problems) {
        for (var family : families) collect(family, names, codec, problems);
        for (var named : names.keySet())
            if (!byClass.containsKey(named))
                problems.add(
                        named.getName() + " is given a name, but belongs to no registered family: add .events(...)");
    }

    private void collect(
            Class<?> type, Map<Class<? extends Event>, Name> names, EventCodec codec, List<String> problems) {
        if (type.isSealed()) {
            for (Class<?> part : type.getPermittedSubclasses()) collect(part, names, codec, problems);
        } else if (!type.isRecord()) {
            problems.add(type.getName() + " is neither a record nor a sealed interface of records:"
                    + " its events cannot be listed; make it one of the two");
        } else if (!byClass.containsKey(type)) {
            var name = names.getOrDefault(type.asSubclass(Event.class), new Name(type.getSimpleName(), 1));
            var registered = new RegisteredType(name.name(), name.schemaVersion(), type.asSubclass(Event.class), codec);
            byClass.put(type, registered);
            var other = byName.putIfAbsent(registered.name(), registered);
            if (other != null)
                problems.add("two events are called " + registered.name() + ": "
                        + other.type().getName() + " and " + type.getName()
                        + "; give one another name with .eventType(...)");
        }
    }

    /** All registered classes, in the order of their registration. */
    public Set<Class<?>> classes() {
        return byClass.keySet();
    }

    public boolean knows(Class<?> type) {
        return byClass.containsKey(type);
    }

    /** Whether an event that was stored under this name and version can be read. */
    public boolean resolves(String name, int schemaVersion) {
        var type = byName.get(name);
        return type != null && type.schemaVersion() == schemaVersion;
    }

    public EventType of(Event event) {
        var type = byClass.get(event.getClass());
        if (type == null)
            throw new InvalidInputException(
                    "event type", event.getClass().getName(), "is not registered: add .events(itsFamily.class)");
        return type;
    }

    @Override
    public EventType of(String name, int schemaVersion) {
        var type = byName.get(name);
        if (type == null)
            return new UnknownType(
                    name,
                    schemaVersion,
                    "no event of this name is registered: add .events(itsFamily.class),"
                            + " or .eventType(itsClass.class, \"" + name + "\", " + schemaVersion
                            + ") when its class was renamed");
        if (type.schemaVersion() != schemaVersion)
            return new UnknownType(name, schemaVersion, "its schema version here is " + type.schemaVersion());
        return type;
    }

    /** A query by class means all names under which its events are stored. */
    public StoredQuery stored(Query query) {
        return new StoredQuery(query.items().stream()
                .map(item -> new StoredQuery.Item(names(item.types()), item.tags(), item.categories(), item.streams()))
                .toList());
    }

    private Set<String> names(Set<Class<? extends Event>> types) {
        var names = new HashSet<String>();
        for (var type : types) {
            var found = byClass.values().stream()
                    .filter(each -> type.isAssignableFrom(each.type()))
                    .toList();
            if (found.isEmpty())
                throw new InvalidInputException(
                        "event type", type.getName(), "is not registered: add .events(itsFamily.class)");
            found.forEach(each -> names.add(each.name()));
        }
        return names;
    }
}
