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
    private volatile @Nullable RecordedEvent[] byId = new RecordedEvent[1024];
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
        streams.computeIfAbsent(event.stream(), id -> new StreamEvents()).add(event);
        int index = (int) (event.position() - 1);
        RecordedEvent[][] all = chunks;
        if (index / CHUNK == all.length) all = Arrays.copyOf(all, all.length * 2);
        if (index % CHUNK == 0) all[index / CHUNK] = new RecordedEvent[CHUNK];
        all[index / CHUNK][index % CHUNK] = event;
        chunks = all;
        index(event);
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
        @Nullable RecordedEvent[] table = byId;
        RecordedEvent found = table[slot(table, id)];
        return found != null && found.position() <= known ? found : null;
    }

    /** Open addressing: a map entry for each id would cost 48 bytes an event. Nothing is ever taken out. */
    private void index(RecordedEvent event) {
        @Nullable RecordedEvent[] table = byId;
        if (event.position() * 3 > table.length * 2L) {
            var larger = new @Nullable RecordedEvent[table.length * 2];
            for (RecordedEvent each : table) if (each != null) larger[slot(larger, each.id())] = each;
            table = larger;
        }
        table[slot(table, event.id())] = event;
        byId = table;
    }

    private static int slot(@Nullable RecordedEvent[] table, UUID id) {
        int mask = table.length - 1;
        long mixed = (id.getLeastSignificantBits() ^ id.getMostSignificantBits()) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        for (RecordedEvent each = table[slot]; each != null && !each.id().equals(id); each = table[slot])
            slot = slot + 1 & mask;
        return slot;
    }
}
