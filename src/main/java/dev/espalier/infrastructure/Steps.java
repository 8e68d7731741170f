package dev.espalier.infrastructure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What each type of event does to a state. Looked up for every event of every load: to go along a few classes costs less
 * there than to hash one. Immutable.
 */
final class Steps<S> {
    private record Step<S>(Class<? extends Event> type, BiFunction<Object, Object, ? extends S> function) {}

    private final Step<S>[] steps;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic record
    private Steps(List<Step<S>> steps) {
        this.steps = steps.toArray(new Step[0]);
    }

    static <S> Steps<S> none() {
        return new Steps<>(List.of());
    }

    /** With one more; null when the type has one already. */
    @SuppressWarnings("unchecked") // applied only to events of the class it is kept with
    <T extends Event> @Nullable Steps<S> with(Class<T> type, BiFunction<? super S, ? super T, ? extends S> function) {
        if (of(type) != null) return null;
        var more = new ArrayList<>(List.of(steps));
        more.add(new Step<>(type, (BiFunction<Object, Object, ? extends S>) (BiFunction<?, ?, ?>) function));
        return new Steps<>(more);
    }

    /** What an event of this class does; null when nothing is said about it. */
    @Nullable
    BiFunction<Object, Object, ? extends S> of(Class<?> type) {
        for (Step<S> step : steps) if (step.type == type) return step.function;
        return null;
    }

    Set<Class<? extends Event>> types() {
        var types = new LinkedHashSet<Class<? extends Event>>();
        for (Step<S> step : steps) types.add(step.type);
        return types;
    }

    boolean isEmpty() {
        return steps.length == 0;
    }
}
