package dev.espalier.tck;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Stores that answer a read with other events than it means, or say something wrong about it. */
final class BrokenAnswers {
    private BrokenAnswers() {}

    /** Tells streams apart by their key alone. */
    static final class Mixing extends Instance {
        Mixing(TransactionalStore good) {
            super(good);
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            EventStream right = super.read(stream, range, types);
            var events = Suite.readAll(good).stream()
                    .filter(event -> event.stream().key().equals(stream.key()))
                    .toList();
            return new Answer(events, right, right.head());
        }
    }

    /** Answers each query anew. */
    abstract static class Answering extends Instance {
        Answering(TransactionalStore good) {
            super(good);
        }

        abstract EventStream answer(EventStream right, StoredQuery query, ReadRange range, EventType.Lookup types);

        @Override
        public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
            return answer(super.read(query, range, types), query, range, types);
        }
    }

    /** An answer in which something is different. */
    record Answer(List<EventEnvelope> events, EventStream right, long head) implements EventStream {
        @Override
        public Iterator<EventEnvelope> iterator() {
            return events.iterator();
        }

        @Override
        public ConsistencyMarker marker() {
            return right.marker();
        }

        @Override
        public void close() {
            right.close();
        }
    }

    /** Joins its items without looking for what both of them mean. */
    static final class Doubling extends Answering {
        Doubling(TransactionalStore good) {
            super(good);
        }

        @Override
        EventStream answer(EventStream right, StoredQuery query, ReadRange range, EventType.Lookup types) {
            if (query.items().size() < 2) return right;
            var events = new ArrayList<EventEnvelope>();
            for (StoredQuery.Item item : query.items())
                events.addAll(Suite.list(good.read(new StoredQuery(List.of(item)), range, types)));
            Collections.sort(events, (one, other) -> Long.compare(one.position(), other.position()));
            return new Answer(events, right, right.head());
        }
    }

    /** Tells the store's head although a limit cut the read short. */
    static final class WrongHead extends Answering {
        WrongHead(TransactionalStore good) {
            super(good);
        }

        @Override
        EventStream answer(EventStream right, StoredQuery query, ReadRange range, EventType.Lookup types) {
            return new Answer(Suite.list(right), right, good.head());
        }
    }

    /** Reads a stream event by event, on to where it stands by then. */
    static final class Live extends Instance {
        Live(TransactionalStore good) {
            super(good);
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            return new OneByOne(good, stream, super.read(stream, range, types), types);
        }
    }

    private record OneByOne(TransactionalStore store, StreamId stream, EventStream right, EventType.Lookup types)
            implements EventStream {
        @Override
        public Iterator<EventEnvelope> iterator() {
            return new Iterator<>() {
                private long version;

                private List<EventEnvelope> following() {
                    return Suite.list(store.read(stream, ReadRange.from(version).first(1), types));
                }

                @Override
                public boolean hasNext() {
                    return !following().isEmpty();
                }

                @Override
                public EventEnvelope next() {
                    EventEnvelope next = following().get(0);
                    version = next.version();
                    return next;
                }
            };
        }

        @Override
        public ConsistencyMarker marker() {
            return right.marker();
        }

        @Override
        public long head() {
            return right.head();
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
