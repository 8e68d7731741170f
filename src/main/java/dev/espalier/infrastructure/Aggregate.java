package dev.espalier.infrastructure;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the events of one stream become the state on which commands are decided: plain code, one function for each event.
 * Immutable: each {@code on} returns a new description, so it is kept in a constant.
 *
 * <pre>{@code
 * static final Aggregate<String, Invoice, InvoiceEvent> AGGREGATE =
 *         Aggregate.of("invoice", InvoiceEvent.class, InvoiceEvent::invoiceId, NONE)
 *                 .on(NewInvoiceCreated.class, (none, event) -> new Invoice(event.customer()));
 * }</pre>
 *
 * @param <I> what users call one by: a string, or an id type of their own
 * @param <S> the state
 * @param <E> the sealed family of its events
 */
public final class Aggregate<I, S, E extends Event> {
    private final String category;
    private final Class<E> family;
    private final Function<? super E, ? extends I> id;
    private final Function<? super I, String> key;
    private final S initial;
    private final @Nullable BiFunction<Object, Object, ? extends S> whole;
    private final Steps<S> steps;

    private Aggregate(
            String category,
            Class<E> family,
            Function<? super E, ? extends I> id,
            Function<? super I, String> key,
            S initial,
            @Nullable BiFunction<Object, Object, ? extends S> whole,
            Steps<S> steps) {
        Text.check("stream category", category, 64);
        this.category = category;
        this.family = family;
        this.id = id;
        this.key = key;
        if (initial == null)
            throw new NullPointerException("the initial state of " + category
                    + " is null; is the constant that holds it declared below the aggregate?");
        this.initial = initial;
        this.whole = whole;
        this.steps = steps;
    }

    /**
     * Streams whose key is a plain string.
     *
     * @param <S> the state
     * @param <E> the sealed family
     * @param category of the streams
     * @param family of the events
     * @param id the key of the stream that an event belongs to, from the event
     * @param initial the state before the first event; never null
     * @return a description without events yet
     */
    public static <S, E extends Event> Aggregate<String, S, E> of(
            String category, Class<E> family, Function<? super E, String> id, S initial) {
        return of(category, family, id, Function.identity(), initial);
    }

    /**
     * Streams that are called by an id type of the user's own.
     *
     * @param <I> the id type
     * @param <S> the state
     * @param <E> the sealed family
     * @param category of the streams
     * @param family of the events
     * @param id which one an event belongs to, from the event
     * @param key the id as the key of the stream, as it is stored; not {@code toString()} of a record
     * @param initial the state before the first event; never null
     * @return a description without events yet
     */
    public static <I, S, E extends Event> Aggregate<I, S, E> of(
            String category,
            Class<E> family,
            Function<? super E, ? extends I> id,
            Function<? super I, String> key,
            S initial) {
        return new Aggregate<>(category, family, id, key, initial, null, Steps.none());
    }

    /**
     * What one type of event does to the state.
     *
     * @param <T> the type of event
     * @param type its class
     * @param evolve from the state before and the event to the state after, never null
     * @return a description with it
     * @throws InvalidInputException when the type has been spoken about already
     */
    public <T extends E> Aggregate<I, S, E> on(Class<T> type, BiFunction<? super S, ? super T, ? extends S> evolve) {
        Steps<S> more = steps.with(type, evolve);
        if (whole != null || more == null)
            throw new InvalidInputException(
                    "event type", type.getName(), "is spoken about twice by aggregate " + category);
        return new Aggregate<>(category, family, id, key, initial, null, more);
    }

    /**
     * These events do not change the state.
     *
     * @param types their classes
     * @return a description with them
     */
    @SafeVarargs
    public final Aggregate<I, S, E> ignore(Class<? extends E>... types) {
        Aggregate<I, S, E> result = this;
        for (Class<? extends E> type : types) result = result.on(type, (state, event) -> state);
        return result;
    }

    /**
     * One function for all events: from Java 21 on a switch that the compiler checks for completeness.
     *
     * @param evolve from the state before and the event to the state after, never null
     * @return a description with it, instead of one function for each type
     */
    @SuppressWarnings("unchecked") // applied only to events of the family
    public Aggregate<I, S, E> evolve(BiFunction<? super S, ? super E, ? extends S> evolve) {
        if (!steps.isEmpty())
            throw new InvalidInputException("aggregate", category, "has functions by type already; use one form");
        return new Aggregate<>(
                category,
                family,
                id,
                key,
                initial,
                (BiFunction<Object, Object, ? extends S>) (BiFunction<?, ?, ?>) evolve,
                steps);
    }

    /**
     * The state after one more event.
     *
     * @param state before it
     * @param event of the family
     * @return the state after it
     * @throws InvalidInputException when no function speaks about the event
     */
    public S evolve(S state, Event event) {
        var step = whole != null ? whole : steps.of(event.getClass());
        if (step == null)
            throw new InvalidInputException(
                    "event type",
                    event.getClass().getName(),
                    "is unknown to aggregate " + category + ": add .on(...) or .ignore(...)");
        return step.apply(state, event);
    }

    /**
     * The state after these events: what a unit test calls.
     *
     * @param events oldest first
     * @return the state after them
     */
    public S fold(Iterable<? extends Event> events) {
        S state = initial;
        for (Event event : events) state = evolve(state, event);
        return state;
    }

    /**
     * The stream of one of these.
     *
     * @param id which one
     * @return its stream
     */
    public StreamId stream(I id) {
        return new StreamId(category, key.apply(id));
    }

    /**
     * The stream that an event belongs to. The event names it by itself, as its snapshot update service sees nothing else.
     *
     * @param event of the family
     * @return its stream
     */
    public StreamId streamOf(Event event) {
        return stream(id.apply(family.cast(event)));
    }

    /**
     * Whether an event belongs to a stream of this aggregate.
     *
     * @param stream of this category
     * @param event any
     * @return false also for events of other families
     */
    public boolean owns(StreamId stream, Event event) {
        return family.isInstance(event)
                && key.apply(id.apply(family.cast(event))).equals(stream.key());
    }

    /**
     * The kind of stream.
     *
     * @return the category of the streams
     */
    public String category() {
        return category;
    }

    /**
     * The events.
     *
     * @return the sealed family
     */
    public Class<E> family() {
        return family;
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
     * Whether the state knows what to do with a type of event.
     *
     * @param type its class
     * @return true when it is handled or ignored
     */
    public boolean handles(Class<?> type) {
        return whole != null || steps.of(type) != null;
    }
}
