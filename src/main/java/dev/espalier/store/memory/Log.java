package dev.espalier.store.memory;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.Tombstone;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All events, by position, by stream and by id. One writer at a time, under the store's lock; readers take none, and
 * read the head first: its write publishes all that was added before, at once, and is the only fence that an append pays.
 */
final class Log {
    private static final int CHUNK = 1024;
    private static final RecordedEvent[] NONE = {};

    private final Map<StreamId, StreamEvents> streams = new ConcurrentHashMap<>();
    private volatile RecordedEvent[][] chunks = new RecordedEvent[8][];
    private final IdIndex ids = new IdIndex(this);
    private volatile long head;

    /** For the writer, who asks for the version of a stream before adding to it. */
    private @Nullable StreamId lastStream;

    private @Nullable StreamEvents lastEvents;

    /** Of what readers see; the writer, who publishes at once, sees the same. */
    long head() {
        return head;
    }

    /** Makes events visible, all at the same moment. */
    void publish(RecordedEvent... events) {
        for (RecordedEvent event : events) add(event);
        head += events.length;
    }

    private void add(RecordedEvent event) {
        StreamEvents stream = forWriter(event.stream());
        if (stream == null) streams.put(event.stream(), lastEvents = stream = new StreamEvents());
        stream.add(event);
        int index = (int) (event.position() - 1);
        if (index / CHUNK == chunks.length) chunks = Arrays.copyOf(chunks, chunks.length * 2);
        if (index % CHUNK == 0) chunks[index / CHUNK] = new RecordedEvent[CHUNK];
        chunks[index / CHUNK][index % CHUNK] = event;
        ids.add(event);
    }

    /** Makes tombstones of the events of a stream. */
    void delete(StreamId stream) {
        StreamEvents events = streams.get(stream);
        if (events == null) return;
        for (int i = 0; i < events.size(); i++) {
            RecordedEvent event = events.array()[i];
            var tombstone = new RecordedEvent(
                    Tombstone.of(event.data()), event.version(), event.position(), event.recordedMicros());
            events.array()[i] = tombstone;
            int index = (int) (event.position() - 1);
            chunks[index / CHUNK][index % CHUNK] = tombstone;
        }
        head += 0; // whoever reads the head sees what was written before
    }

    private @Nullable StreamEvents forWriter(StreamId stream) {
        if (stream != lastStream) {
            lastEvents = streams.get(stream);
            lastStream = stream;
        }
        return lastEvents;
    }

    RecordedEvent at(long position) {
        int index = (int) (position - 1);
        return chunks[index / CHUNK][index % CHUNK];
    }

    /** For the writer: the version at which a stream stands. */
    long version(StreamId stream) {
        StreamEvents events = forWriter(stream);
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
        return ids.find(id, head);
    }
}
