package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events of one read, page by page, each found by the key of the last event of the page before. Between two pages there
 * is no cursor, no connection and no lock, so an abandoned read holds nothing back.
 */
final class Pages implements EventStream {
    /** Loads the next events: after and up to are keys, and never beyond what was stored when the read began. */
    @FunctionalInterface
    interface Loader {
        Page load(long after, long upTo, int limit);
    }

    private final ReadRange range;
    private final Loader loader;
    private final ToLongFunction<RecordedEvent> key;
    private final LongSupplier head;
    private final LongFunction<Marker> marker;
    private final @Nullable Page first;

    Pages(
            ReadRange range,
            Loader loader,
            ToLongFunction<RecordedEvent> key,
            LongSupplier head,
            LongFunction<Marker> marker,
            @Nullable Page first) {
        this.range = range;
        this.loader = loader;
        this.key = key;
        this.head = head;
        this.marker = marker;
        this.first = first;
    }

    @Override
    public long head() {
        return head.getAsLong();
    }

    @Override
    public ConsistencyMarker marker() {
        return marker.apply(head());
    }

    @Override
    public void close() {}

    @Override
    public Iterator<EventEnvelope> iterator() {
        return new Iterator<>() {
            private long after = range.after();
            private long upTo = range.upTo();
            private long left = range.limit();
            private @Nullable Page ready = first;
            private List<RecordedEvent> events = List.of();
            private int next;
            private boolean last;

            @Override
            public boolean hasNext() {
                while (next == events.size() && !last) load();
                return next < events.size();
            }

            private void load() {
                if (left <= 0 || after >= upTo) {
                    last = true;
                    return;
                }
                int limit = (int) Math.min(left, Page.EVENTS);
                Page page = ready != null ? ready : loader.load(after, upTo, limit);
                ready = null;
                events = page.events();
                next = 0;
                left -= events.size();
                last = page.last() || events.isEmpty();
                if (last) return;
                long reached = key.applyAsLong(events.get(events.size() - 1));
                if (range.backwards()) upTo = reached - 1;
                else after = reached;
            }

            @Override
            public EventEnvelope next() {
                if (!hasNext()) throw new NoSuchElementException();
                return events.get(next++);
            }
        };
    }
}
