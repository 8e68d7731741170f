package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.serialization.registry.EventTypes;
import dev.espalier.store.EventLog;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the events of a stream to its state: all of them, or those after a state that was folded before. */
final class Loader {
    /** A state, and the version at which it stands. */
    record Loaded<S>(S state, long version) {}

    private final EventTypes types;
    private final StateCache cache;

    Loader(EventTypes types, StateCache cache) {
        this.types = types;
        this.cache = cache;
    }

    EventTypes types() {
        return types;
    }

    <S> Loaded<S> load(EventLog log, Aggregate<?, S, ?> aggregate, StreamId stream) {
        StateCache.Entry known = cache.get(aggregate, stream);
        if (known != null) {
            var continued = this.<S>onwards(log, aggregate, stream, known);
            if (continued.isPresent()) return continued.get();
        }
        try (EventStream past = log.read(stream, ReadRange.all(), types)) {
            return fold(aggregate, stream, aggregate.initial(), past.head(), past.iterator(), null);
        }
    }

    /** Reads the event at which the state stands once more: is it the same one, the state is of this history. */
    private <S> Optional<Loaded<S>> onwards(
            EventLog log, Aggregate<?, S, ?> aggregate, StreamId stream, StateCache.Entry known) {
        try (EventStream rest = log.read(stream, ReadRange.from(known.version() - 1), types)) {
            Iterator<EventEnvelope> events = rest.iterator();
            if (!events.hasNext()) return Optional.empty();
            EventEnvelope head = events.next();
            if (!head.id().equals(known.head())) return Optional.empty();
            @SuppressWarnings("unchecked") // kept under the aggregate that made it
            var state = (S) known.state();
            return Optional.of(fold(aggregate, stream, state, rest.head(), events, head));
        }
    }

    private <S> Loaded<S> fold(
            Aggregate<?, S, ?> aggregate,
            StreamId stream,
            S before,
            long version,
            Iterator<EventEnvelope> events,
            @Nullable EventEnvelope head) {
        S state = before;
        EventEnvelope last = head;
        while (events.hasNext()) {
            last = events.next();
            for (Event event : last.events()) state = aggregate.evolve(state, event);
        }
        if (last != null && last != head)
            cache.put(aggregate, stream, new StateCache.Entry(last.version(), last.id(), state));
        return new Loaded<>(state, version);
    }
}
