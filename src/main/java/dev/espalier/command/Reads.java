package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventLog;
import dev.espalier.store.Marker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one decision reads; remembers it all as conditions of the append. */
final class Reads implements States {
    private record Key(Object description, Object id) {}

    private final Load load;
    private final EventLog log;
    private final Loads loads;
    private final Loader loader;
    private final Map<Key, Object> states = new HashMap<>();
    private final Set<StreamId> streams = new HashSet<>();
    private final List<Marker.Check> checks = new ArrayList<>();

    Reads(Load load, EventLog log, Loads loads, Loader loader) {
        this.load = load;
        this.log = log;
        this.loads = loads;
        this.loader = loader;
    }

    boolean holds(StreamId stream) {
        return streams.contains(stream);
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
        var loaded = loader.load(load, log, loads, aggregate, stream);
        S state = Loader.state(loaded);
        states.put(key, state);
        guard(stream, loaded);
        return state;
    }

    /** The first read of a stream guards: when a second fold of it saw more, the append must conflict. */
    private void guard(StreamId stream, StateCache.Entry loaded) {
        if (!streams.add(stream)) return;
        checks.add(new Marker.StreamCheck(stream, ExpectedVersion.exactly(loaded.at())));
        if (loads.isTrusted() && !loaded.isEmpty()) checks.add(new Marker.EventCheck(stream, loaded.head()));
    }

    @Override
    @SuppressWarnings("unchecked") // kept under the model that makes an S
    public <I, S> S of(DecisionModel<I, S> model, I id) {
        var query = loader.types().stored(model.query(id).withArchived());
        var key = new Key(model, query);
        var known = (S) states.get(key);
        if (known != null) return known;
        var bounded = loader.load(log, loads, model, query);
        states.put(key, bounded.state());
        checks.addAll(bounded.marker().checks());
        return bounded.state();
    }
}
