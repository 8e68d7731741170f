package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.Upcaster;
import dev.espalier.serialization.Upcaster.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is said about event types before the start. For one thread. */
public final class Registrations {
    private final Set<Class<? extends Event>> families = new LinkedHashSet<>();
    private final Map<Class<? extends Event>, Form> names = new LinkedHashMap<>();
    private final Map<String, Class<? extends Event>> aliases = new LinkedHashMap<>();
    private final List<Upcaster> upcasters = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** A sealed interface of records, or a record. */
    public void family(Class<? extends Event> family) {
        families.add(family);
    }

    /** Where it is not the simple name of the class in schema version 1. */
    public void name(Class<? extends Event> type, Form form) {
        if (names.put(type, form) != null) problems.add(type.getName() + " is given two names");
    }

    /** A name that was stored before. */
    public void alias(Class<? extends Event> type, String former) {
        var other = aliases.put(former, type);
        if (other != null && other != type)
            problems.add(former + " is the former name of two types: " + other.getName() + " and " + type.getName());
    }

    /** A step from a form that was stored before. */
    public void upcaster(Upcaster upcaster) {
        upcasters.add(upcaster);
    }

    /** In the order of their registration. */
    public Set<Class<? extends Event>> families() {
        return families;
    }

    Form formOf(Class<?> type) {
        Form named = names.get(type);
        return named != null ? named : new Form(type.getSimpleName(), 1);
    }

    Set<Class<? extends Event>> named() {
        return names.keySet();
    }

    Map<String, Class<? extends Event>> aliases() {
        return aliases;
    }

    List<Upcaster> upcasters() {
        return upcasters;
    }

    /** Problems are added to the list; the caller throws them all at once. */
    public EventTypes types(EventCodec codec, List<String> found) {
        found.addAll(problems);
        return new EventTypes(this, codec, found);
    }
}
