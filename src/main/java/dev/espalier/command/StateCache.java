package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * States that were folded before, the least recently used ones forgotten first. An entry knows the id of the event at which
 * it stands, so that a state of another history, rolled back or restored, is found out by the read that continues it. Safe
 * for use by several threads.
 */
public final class StateCache {
    /** A state, and the last event that is in it: the version or position, and the id. */
    record Entry(long at, UUID head, Object state) {
        private static final UUID NONE = new UUID(0, 0);

        /** Of a stream without events. */
        static Entry empty(Object state) {
            return new Entry(0, NONE, state);
        }

        boolean isEmpty() {
            return at == 0;
        }

        /** The same after what was stored behind it; as it is where that cannot be folded, which is for the next load to tell. */
        <S> Entry after(Aggregate<?, S, ?> aggregate, StreamId stream, Receipt receipt) {
            Entry known = this;
            try {
                for (EventEnvelope stored : receipt.events())
                    if (stored.stream().equals(stream) && stored.version() == known.at + 1) {
                        S state = Loader.state(known);
                        for (Event event : stored.events()) state = aggregate.evolve(state, event);
                        known = new Entry(stored.version(), stored.id(), state);
                    }
                return known;
            } catch (RuntimeException failure) {
                LoggerFactory.getLogger(StateCache.class)
                        .warn("{} could not be folded after its commit", stream, failure);
                return this;
            }
        }
    }

    private record Key(Aggregate<?, ?, ?> aggregate, StreamId stream) {}

    private final int most;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** With how many states at most; 0 for none. */
    public StateCache(int most) {
        this.most = most;
    }

    boolean isKeeping() {
        return most > 0;
    }

    @Nullable
    Entry get(Aggregate<?, ?, ?> aggregate, StreamId stream) {
        if (most == 0) return null;
        synchronized (entries) {
            return entries.get(new Key(aggregate, stream));
        }
    }

    void put(Aggregate<?, ?, ?> aggregate, StreamId stream, Entry entry) {
        if (most == 0) return;
        synchronized (entries) {
            entries.put(new Key(aggregate, stream), entry);
            if (entries.size() > most)
                entries.remove(entries.keySet().iterator().next());
        }
    }
}
