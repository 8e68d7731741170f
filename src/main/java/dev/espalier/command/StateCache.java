package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.StreamId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * States that were folded before, the least recently used ones forgotten first. An entry knows the id of the event at which
 * it stands, so that a state of another history, rolled back or restored, is found out by the read that continues it. Safe
 * for use by several threads.
 */
public final class StateCache {
    /** A state, and the last event that is in it: the version or position, and the id. */
    record Entry(long at, UUID head, Object state) {}

    private record Key(Aggregate<?, ?, ?> aggregate, StreamId stream) {}

    private final int most;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** With how many states at most; 0 for none. */
    public StateCache(int most) {
        this.most = most;
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
