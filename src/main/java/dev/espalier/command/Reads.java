package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.serialization.registry.EventTypes;
import dev.espalier.store.EventLog;
import dev.espalier.store.Marker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one decision reads; remembers it all as conditions of the append. */
final class Reads implements States {
    private record Key(Object description, Object id) {}

    private final EventLog log;
    private final EventTypes types;
    private final Map<Key, Object> states = new HashMap<>();
    private final Map<StreamId, Marker> streams = new HashMap<>();
    private final List<Marker.Check> checks = new ArrayList<>();

    Reads(EventLog log, EventTypes types) {
        this.log = log;
        this.types = types;
    }

    boolean holds(StreamId stream) {
        return streams.containsKey(stream);
    }

    List<Marker.Check> checks() {
        return checks;
    }

    @Override
    @SuppressWarnings("unchecked") // kept under the aggregate that makes an S
    public <I, S> S of(Aggregate<I, S, ?> aggregate, I id) {
        StreamId stream = aggregate.stream(id);
        var key = new Key(aggregate, stream);
        var known = (S) states.get(key);
        if (known != null) return known;
        try (EventStream past = log.read(stream, ReadRange.all(), types)) {
            S state = aggregate.initial();
            for (EventEnvelope event : past) state = aggregate.evolve(state, event.event());
            states.put(key, state);
            guard(stream, Marker.from(past.marker()));
            return state;
        }
    }

    /** The first read of a stream guards: when a second fold of it saw more, the append must conflict. */
    private void guard(StreamId stream, Marker marker) {
        if (streams.putIfAbsent(stream, marker) == null) checks.addAll(marker.checks());
    }

    @Override
    @SuppressWarnings("unchecked") // kept under the model that makes an S
    public <I, S> S of(DecisionModel<I, S> model, I id) {
        var query = types.stored(model.query(id));
        var key = new Key(model, query);
        var known = (S) states.get(key);
        if (known != null) return known;
        try (EventStream past = log.read(query, ReadRange.all(), types)) {
            var events = new ArrayList<Event>();
            for (EventEnvelope event : past) events.add(event.event());
            S state = model.fold(events);
            states.put(key, state);
            checks.addAll(Marker.from(past.marker()).checks());
            return state;
        }
    }
}
