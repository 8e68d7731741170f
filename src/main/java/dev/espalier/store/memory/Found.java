package dev.espalier.store.memory;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.store.Marker;
import dev.espalier.store.StoredQuery;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** What a query found: positions, from which the events are taken one by one. */
record Found(StoredQuery query, Positions positions, int size, Log log, View view, long head) implements EventStream {
    /** The position of what comes first, second and so on, from 0 on. */
    @FunctionalInterface
    interface Positions {
        long at(int index);
    }

    @Override
    public ConsistencyMarker marker() {
        return Marker.of(query, head);
    }

    @Override
    public Iterator<EventEnvelope> iterator() {
        return new Iterator<>() {
            private int done = 0;

            @Override
            public boolean hasNext() {
                return done < size;
            }

            @Override
            public EventEnvelope next() {
                if (done >= size) throw new NoSuchElementException();
                return view.of(log.at(positions.at(done++)));
            }
        };
    }

    @Override
    public void close() {}
}
