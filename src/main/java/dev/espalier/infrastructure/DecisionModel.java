package dev.espalier.infrastructure;

import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A state folded from events of any stream that carry one tag, for decisions whose boundary is not one stream. Its query is
 * the tag and exactly the types that it folds, and that query guards the append: nothing can be read unguarded. Immutable.
 *
 * @param <I> what the tag is made of
 * @param <S> the state
 */
public final class DecisionModel<I, S> {
    private final Function<? super I, Tag> tag;
    private final S initial;
    private final Steps<S> steps;

    private DecisionModel(Function<? super I, Tag> tag, S initial, Steps<S> steps) {
        this.tag = tag;
        this.initial = Objects.requireNonNull(initial, "the initial state of a decision model is null");
        this.steps = steps;
    }

    /**
     * A model without events yet.
     *
     * @param <I> what the tag is made of
     * @param <S> the state
     * @param tag which events it folds
     * @param initial the state before the first one; never null
     * @return a description
     */
    public static <I, S> DecisionModel<I, S> of(Function<? super I, Tag> tag, S initial) {
        return new DecisionModel<>(tag, initial, Steps.none());
    }

    /**
     * What one type of event does to the state.
     *
     * @param <T> the type of event
     * @param type its class
     * @param evolve from the state before and the event to the state after, never null
     * @return a description with it
     */
    public <T extends Event> DecisionModel<I, S> on(
            Class<T> type, BiFunction<? super S, ? super T, ? extends S> evolve) {
        Steps<S> more = steps.with(type, evolve);
        if (more == null)
            throw new InvalidInputException(
                    "event type", type.getName(), "is spoken about twice by one decision model");
        return new DecisionModel<>(tag, initial, more);
    }

    /**
     * What it reads, and what guards the append.
     *
     * @param id what the tag is made of
     * @return the query
     * @throws InvalidInputException when the model folds nothing
     */
    public Query query(I id) {
        return new Query(java.util.List.of(new Query.Item(steps.types(), Set.of(tag.apply(id)), Set.of(), Set.of())));
    }

    /**
     * Whether the state takes a type of event into account.
     *
     * @param type its class
     * @return true when it is folded
     */
    public boolean folds(Class<?> type) {
        return steps.of(type) != null;
    }

    /**
     * The beginning.
     *
     * @return the state before the first event
     */
    public S initial() {
        return initial;
    }

    /**
     * The state after one more event.
     *
     * @param state before it
     * @param event of a type that it folds
     * @return the state after it
     * @throws InvalidInputException when no function speaks about the event
     */
    public S evolve(S state, Event event) {
        var step = steps.of(event.getClass());
        if (step == null)
            throw new InvalidInputException(
                    "event type", event.getClass().getName(), "is not folded by this decision model");
        return step.apply(state, event);
    }

    /**
     * The state after these events.
     *
     * @param events of the types that it folds, oldest first
     * @return the state after them
     */
    public S fold(Iterable<? extends Event> events) {
        S state = initial;
        for (Event event : events) state = evolve(state, event);
        return state;
    }
}
