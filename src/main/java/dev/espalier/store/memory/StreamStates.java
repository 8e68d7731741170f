package dev.espalier.store.memory;

import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StreamState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What operators have made of streams. Written under the store's lock, read without. */
final class StreamStates {
    private final Map<StreamId, StreamState> changed = new ConcurrentHashMap<>();

    StreamState of(StreamId stream) {
        return changed.getOrDefault(stream, StreamState.OPEN);
    }

    void put(StreamId stream, StreamState state) {
        if (state.equals(StreamState.OPEN)) changed.remove(stream);
        else changed.put(stream, state);
    }

    void refuseClosed(RecordedEvent... events) {
        if (changed.isEmpty()) return;
        for (RecordedEvent event : events)
            if (of(event.stream()).closed()) throw new StreamClosedException(event.stream());
    }

    /** False in the common case, in which nobody need ask for each stream. */
    boolean hideAnything() {
        return !changed.isEmpty();
    }

    boolean hide(StreamId stream) {
        return of(stream).archived();
    }
}
