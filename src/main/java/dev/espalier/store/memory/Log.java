package dev.espalier.store.memory;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.RecordedEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All events, by position, by stream and by id. One writer at a time, under the store's lock; readers take none: what is
 * added becomes visible, all at once, when the head moves.
 */
final class Log {
    private static final int CHUNK = 1024;
    private static final RecordedEvent[] NONE = {};

    private final Map<StreamId, StreamEvents> streams = new ConcurrentHashMap<>();
    private volatile RecordedEvent[][] chunks = new RecordedEvent[8][];
    private final IdIndex ids = new IdIndex();
    private volatile long head;

    /** Of what readers see; the writer, who publishes at once, sees the same. */
    long head() {
        return head;
    }

    /** Makes events visible, all at the same moment. */
    void publish(RecordedEvent... events) {
        for (RecordedEvent event : events) add(event);
        head += events.length;
    }

    /** The same, without an array. */
    void publish(RecordedEvent event) {
        add(event);
        head++;
    }

    private void add(RecordedEvent event) {
        StreamEvents stream = streams.get(event.stream());
        if (stream == null) streams.put(event.stream(), stream = new StreamEvents());
        stream.add(event);
        int index = (int) (event.position() - 1);
        RecordedEvent[][] all = chunks;
        if (index / CHUNK == all.length) all = Arrays.copyOf(all, all.length * 2);
        if (index % CHUNK == 0) all[index / CHUNK] = new RecordedEvent[CHUNK];
        all[index / CHUNK][index % CHUNK] = event;
        chunks = all;
        ids.add(event);
    }

    RecordedEvent at(long position) {
        int index = (int) (position - 1);
        return chunks[index / CHUNK][index % CHUNK];
    }

    /** For the writer: the version at which a stream stands. */
    long version(StreamId stream) {
        StreamEvents events = streams.get(stream);
        return events == null ? 0 : events.size();
    }

    @Nullable
    StreamEvents stream(StreamId stream) {
        return streams.get(stream);
    }

    RecordedEvent[] array(@Nullable StreamEvents stream) {
        return stream == null ? NONE : stream.array();
    }

    @Nullable
    RecordedEvent find(UUID id) {
        long known = head;
        RecordedEvent found = ids.find(id);
        return found != null && found.position() <= known ? found : null;
    }
}
