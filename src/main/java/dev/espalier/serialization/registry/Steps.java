package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.serialization.Upcaster;
import dev.espalier.serialization.Upcaster.Form;
import dev.espalier.serialization.Upcaster.OnJson;
import dev.espalier.serialization.Upcaster.OnRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The upcasters as a graph: from forms and old records to the classes of today, which are its ends. */
final class Steps {
    private final Map<Form, Class<? extends Event>> today;
    private final Set<Class<?>> classes;
    private final Map<Form, Upcaster> byForm = new LinkedHashMap<>();
    private final Map<Class<?>, OnRecord> byOldRecord = new HashMap<>();

    /** The registered classes are by the form in which they are written. */
    Steps(Map<Form, Class<? extends Event>> today, List<Upcaster> upcasters, List<String> problems) {
        this.today = today;
        this.classes = Set.copyOf(today.values());
        for (Upcaster upcaster : upcasters) {
            if (byForm.put(upcaster.from(), upcaster) != null)
                problems.add("two upcasters start from " + upcaster.from() + "; keep one");
            if (upcaster instanceof OnRecord step && byOldRecord.put(step.old(), step) != null)
                problems.add("two upcasters read " + step.old().getName() + "; give each form a record of its own");
        }
    }

    /** Where upcasters start. */
    Set<Form> starts() {
        return byForm.keySet();
    }

    Set<Class<?>> oldRecords() {
        return byOldRecord.keySet();
    }

    @Nullable
    Upcaster from(Form form) {
        return byForm.get(form);
    }

    @Nullable
    OnRecord from(Class<?> oldRecord) {
        return isToday(oldRecord) ? null : byOldRecord.get(oldRecord);
    }

    @Nullable
    Class<? extends Event> today(Form form) {
        return today.get(form);
    }

    boolean isToday(Class<?> type) {
        return classes.contains(type);
    }

    boolean leadsOn(Object place) {
        return place instanceof Form form
                ? byForm.containsKey(form) || today.containsKey(form)
                : isToday((Class<?>) place) || byOldRecord.containsKey(place);
    }

    /** Where a form or an old record leads in one step. */
    Set<Object> next(Object place) {
        var next = new LinkedHashSet<>();
        Upcaster step = place instanceof Form form ? from(form) : from((Class<?>) place);
        if (step instanceof OnJson onJson) for (Upcaster.Part part : onJson.parts()) next.add(part.form());
        else if (step instanceof OnRecord onRecord) next.addAll(onRecord.into());
        else if (place instanceof Form form && today.containsKey(form)) next.add(today.get(form));
        return next;
    }

    /** The classes of today that come out at the end. Without a circle only. */
    Set<Class<?>> ends(Object place) {
        var ends = new LinkedHashSet<Class<?>>();
        collect(place, ends);
        return ends;
    }

    private void collect(Object place, Set<Class<?>> ends) {
        if (place instanceof Class<?> type && isToday(type)) ends.add(type);
        else for (Object next : next(place)) collect(next, ends);
    }
}
