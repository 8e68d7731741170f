package dev.espalier.store.memory;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.store.Marker;
import dev.espalier.store.StoredQuery;
import java.util.Iterator;
import java.util.stream.LongStream;

/** What a query found: positions, from which the events are taken one by one. */
record Found(StoredQuery query, Positions positions, Log log, View view, long head) implements EventStream {
    /** Positions that can be walked more than once. */
    @FunctionalInterface
    interface Positions {
        LongStream walk();
    }

    @Override
    public ConsistencyMarker marker() {
        return Marker.of(query, head);
    }

    @Override
    public Iterator<EventEnvelope> iterator() {
        return positions.walk().mapToObj(position -> view.of(log.at(position))).iterator();
    }

    @Override
    public void close() {}
}
