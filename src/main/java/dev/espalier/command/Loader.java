package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.serialization.registry.EventTypes;
import dev.espalier.store.EventLog;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.Tombstone;
import java.util.Iterator;

/**
 * From events to a state: all of them, or those after a state that was folded before. Such a state is continued by reading
 * the event at which it stands once more: is it the same one, the state is of this history.
 */
final class Loader {
    /** A state over many streams, and what guards it. */
    record Bounded<S>(S state, Marker marker) {}

    private final EventTypes types;
    private final StateCache cache;
    private final Snapshots snapshots;

    Loader(EventTypes types, StateCache cache, Snapshots snapshots) {
        this.types = types;
        this.cache = cache;
        this.snapshots = snapshots;
    }

    EventTypes types() {
        return types;
    }

    <S> StateCache.Entry load(Load load, EventLog log, Loads loads, Aggregate<?, S, ?> aggregate, StreamId stream) {
        if (load == Load.FRESH) return fresh(log, loads, aggregate, stream);
        StateCache.Entry kept = loads.trusting() ? cache.get(aggregate, stream) : null;
        if (kept == null) return cached(log, loads, aggregate, stream);
        loads.trusted(aggregate, stream, kept);
        return kept;
    }

    private <S> StateCache.Entry cached(EventLog log, Loads loads, Aggregate<?, S, ?> aggregate, StreamId stream) {
        StateCache.Entry known = loads.get(aggregate, stream);
        if (known == null) known = cache.get(aggregate, stream);
        if (known == null) known = snapshots.find(log, aggregate, stream);
        if (known != null) {
            try (EventStream rest = log.read(stream, ReadRange.from(known.at() - 1), types)) {
                Iterator<EventEnvelope> events = rest.iterator();
                if (continues(known, events)) {
                    loads.put(aggregate, stream, known);
                    return events.hasNext() ? fold(loads, aggregate, stream, Loader.<S>state(known), events) : known;
                }
            }
        }
        return fresh(log, loads, aggregate, stream);
    }

    /** From the first event on. */
    <S> StateCache.Entry fresh(EventLog log, Loads loads, Aggregate<?, S, ?> aggregate, StreamId stream) {
        try (EventStream past = log.read(stream, ReadRange.all(), types)) {
            Iterator<EventEnvelope> events = past.iterator();
            return events.hasNext()
                    ? fold(loads, aggregate, stream, aggregate.initial(), events)
                    : StateCache.Entry.empty(aggregate.initial());
        }
    }

    /** One event at least. */
    private <S> StateCache.Entry fold(
            Loads loads, Aggregate<?, S, ?> aggregate, StreamId stream, S before, Iterator<EventEnvelope> events) {
        EventEnvelope last = events.next();
        S state = after(before, last, aggregate);
        while (events.hasNext()) {
            last = events.next();
            state = after(state, last, aggregate);
        }
        var entry = new StateCache.Entry(last.version(), last.id(), state);
        loads.put(aggregate, stream, entry);
        if (cache.isKeeping() && types.mayKeep(aggregate.family())) cache.put(aggregate, stream, entry);
        return entry;
    }

    /** Nearly always it reads as one event that is at hand: a list of it would be made for every event of every load. */
    private static <S> S after(S before, EventEnvelope stored, Aggregate<?, S, ?> aggregate) {
        Event one = stored instanceof RecordedEvent recorded ? recorded.one() : null;
        if (one != null) return aggregate.evolve(before, one);
        S state = before;
        for (Event event : stored.events()) state = aggregate.evolve(state, event);
        return state;
    }

    boolean isKeeping() {
        return cache.isKeeping();
    }

    /** What a command loaded and stored is committed: the states are kept as they are now. */
    void committed(Loads loads, Receipt receipt) {
        if (!cache.isKeeping() || receipt.replayed() || receipt.events().isEmpty()) return;
        loads.forEach((description, of, entry) -> {
            if (description instanceof Aggregate<?, ?, ?> aggregate
                    && of instanceof StreamId stream
                    && types.mayKeep(aggregate.family()))
                cache.put(aggregate, stream, entry.after(aggregate, stream, receipt));
        });
    }

    <S> Bounded<S> load(EventLog log, Loads loads, DecisionModel<?, S> model, StoredQuery query) {
        StateCache.Entry known = loads.get(model, query);
        if (known != null) {
            try (EventStream rest = log.read(query, ReadRange.from(known.at() - 1), types)) {
                Iterator<EventEnvelope> events = rest.iterator();
                if (continues(known, events)) return fold(loads, model, query, Loader.<S>state(known), rest, events);
            }
        }
        try (EventStream past = log.read(query, ReadRange.all(), types)) {
            return fold(loads, model, query, model.initial(), past, past.iterator());
        }
    }

    private static <S> Bounded<S> fold(
            Loads loads,
            DecisionModel<?, S> model,
            StoredQuery query,
            S before,
            EventStream stream,
            Iterator<EventEnvelope> events) {
        S state = before;
        EventEnvelope last = null;
        while (events.hasNext()) {
            last = events.next();
            for (Event event : last.events()) if (model.folds(event.getClass())) state = model.evolve(state, event);
        }
        if (last != null) loads.put(model, query, new StateCache.Entry(last.position(), last.id(), state));
        return new Bounded<>(state, Marker.from(stream.marker()));
    }

    private static boolean continues(StateCache.Entry known, Iterator<EventEnvelope> events) {
        if (!events.hasNext()) return false;
        EventEnvelope head = events.next();
        return head.id().equals(known.head()) && !head.type().equals(Tombstone.NAME);
    }

    @SuppressWarnings("unchecked") // kept under the description that made it
    static <S> S state(StateCache.Entry known) {
        return (S) known.state();
    }
}
