package dev.espalier.serialization.registry;

import dev.espalier.serialization.Upcaster.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the upcasters lead from every form to a type of today: no hole, no circle, no step from what is written today. */
final class StepCheck {
    private final Steps steps;
    private final List<String> problems;
    private final Set<Object> done = new HashSet<>();

    StepCheck(Steps steps, List<String> problems) {
        this.steps = steps;
        this.problems = problems;
    }

    /** The current forms are those that are written. */
    void check(Set<Form> current) {
        if (steps.starts().isEmpty()) return;
        for (Form start : steps.starts()) {
            if (current.contains(start))
                problems.add("an upcaster starts from " + start
                        + ", in which events are written today: raise the schema version of the type");
            else follow(start, new LinkedHashSet<>());
        }
        checkVersions(current);
    }

    private void follow(Object place, Set<Object> path) {
        if (!path.add(place)) {
            var circle = new ArrayList<>(path);
            problems.add("upcasters lead in a circle: "
                    + circle.subList(circle.indexOf(place), circle.size()).stream()
                            .map(StepCheck::name)
                            .collect(Collectors.joining(" -> "))
                    + " -> " + name(place));
        } else if (done.add(place))
            for (Object next : steps.next(place)) {
                if (steps.leadsOn(next)) follow(next, path);
                else
                    problems.add("an upcaster leads from " + name(place) + " to " + name(next)
                            + ", which nothing reads: add an upcaster from there, or register the type");
            }
        path.remove(place);
    }

    private static String name(Object place) {
        return place instanceof Class<?> type ? type.getName() : place.toString();
    }

    /** From the lowest version that is known of a type, none is left out. */
    private void checkVersions(Set<Form> current) {
        var versions = new TreeMap<String, TreeSet<Integer>>();
        var all = new HashSet<>(steps.starts());
        all.addAll(current);
        for (Form form : all)
            versions.computeIfAbsent(form.type(), none -> new TreeSet<>()).add(form.schemaVersion());
        versions.forEach((type, known) -> {
            for (int version = known.first(); version < known.last(); version++)
                if (!known.contains(version))
                    problems.add(
                            "no upcaster starts from " + new Form(type, version) + ", though older ones are known: add"
                                    + " .upcast(Upcaster.from(\"" + type + "\", " + version + ")...)");
        });
    }
}
