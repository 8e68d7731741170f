package dev.espalier.store.memory;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Part of a stream as it was: its array only grows or is replaced, so a view of it costs nothing and holds nothing. */
record Slice(StreamId stream, RecordedEvent[] events, View view, int from, int to, boolean backwards, long head)
        implements EventStream {
    @Override
    public ConsistencyMarker marker() {
        return Marker.of(stream, head);
    }

    @Override
    public Iterator<EventEnvelope> iterator() {
        return new Iterator<>() {
            private int done = 0;

            @Override
            public boolean hasNext() {
                return done < to - from;
            }

            @Override
            public EventEnvelope next() {
                if (done >= to - from) throw new NoSuchElementException();
                int index = backwards ? to - 1 - done : from + done;
                done++;
                return view.of(events[index]);
            }
        };
    }

    @Override
    public void close() {}
}
