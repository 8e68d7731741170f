package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Event;
import dev.espalier.keys.SubjectKeys;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.PersonalData;
import dev.espalier.serialization.Upcaster;
import dev.espalier.serialization.Upcaster.Form;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is said about event types before the start. For one thread. */
public final class Registrations {
    private final Set<Class<? extends Event>> families = new LinkedHashSet<>();
    private final Map<Class<? extends Event>, Form> names = new LinkedHashMap<>();
    private final Map<String, Class<? extends Event>> aliases = new LinkedHashMap<>();
    private final List<Upcaster> upcasters = new ArrayList<>();
    private final List<PersonalData<?>> personal = new ArrayList<>();
    private Optional<Keyring> keys = Optional.empty();
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

    /** Components that are encrypted. */
    public void personal(PersonalData<?> data) {
        personal.add(data);
    }

    /** With which, and for how long a key is held in memory. */
    public void keys(SubjectKeys subjects, Duration held, int most, InstantSource clock) {
        if (keys.isPresent()) problems.add("the keys of subjects are given twice; keep one");
        keys = Optional.of(new Keyring(subjects, held, most, clock));
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

    List<PersonalData<?>> personal(Class<?> type) {
        var data = new ArrayList<PersonalData<?>>();
        for (PersonalData<?> each : personal) if (each.type() == type) data.add(each);
        return List.copyOf(data);
    }

    Optional<Vault> vault(EventCodec codec, JsonTree json) {
        return keys.isPresent() ? Optional.of(new Vault(keys.get(), json, codec)) : Optional.empty();
    }

    void checkPersonal(Set<Class<?>> registered, EventCodec codec, List<String> found) {
        if (personal.isEmpty()) return;
        if (keys.isEmpty()) found.add("personal data needs keys to encrypt it with: add .keys(...)");
        if (!codec.isJson())
            found.add("personal data is encrypted in JSON, but "
                    + codec.getClass().getName() + " does not say that it writes JSON: override isJson()");
        var taken = new HashSet<String>();
        for (PersonalData<?> data : personal) {
            if (!registered.contains(data.type()))
                found.add(data.type().getName()
                        + " has personal data, but belongs to no registered family: add .events(...)");
            for (String component : data.components())
                if (!taken.add(data.type().getName() + '.' + component))
                    found.add(component + " of " + data.type().getName() + " is said to be personal twice");
        }
    }

    /** Sentences on personal components that are not only where they are encrypted. The aggregates are by class of event. */
    public List<String> leaks(EventCodec codec, Map<Class<?>, Aggregate<?, ?, ?>> aggregates) {
        var found = new ArrayList<String>();
        for (PersonalData<?> data : personal)
            found.addAll(new LeakCheck(codec, event -> streamOf(aggregates, event)).of(data));
        return found;
    }

    private static Object streamOf(Map<Class<?>, Aggregate<?, ?, ?>> aggregates, Event event) {
        var aggregate = aggregates.get(event.getClass());
        return aggregate == null ? "none" : aggregate.streamOf(event);
    }

    /** Problems are added to the list; the caller throws them all at once. */
    public EventTypes types(EventCodec codec, List<String> found) {
        found.addAll(problems);
        return new EventTypes(this, codec, found);
    }
}
