package dev.espalier.store.memory;

import dev.espalier.store.RecordedEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the event with an id is. Open addressing with the mixed ids beside the positions: a map entry for each would cost 48
 * bytes an event, and looking into each event on the way a cache miss. It holds positions, not events: a garbage collector
 * follows references, and lays out what it copies in the order in which it finds it; here that would be no order at all, and
 * who reads the log would pay. One writer at a time; readers take no lock, and find what the head has published that they
 * read before. Nothing is ever taken out, though a deleted event becomes a tombstone.
 */
final class IdIndex {
    private record Table(long[] keys, int[] positions) {
        Table(int size) {
            this(new long[size], new int[size]);
        }

        private int first(long key) {
            return (int) (key >>> 32) & keys.length - 1;
        }

        private int next(int slot) {
            return slot + 1 & keys.length - 1;
        }

        void put(long key, int position) {
            int slot = first(key);
            while (keys[slot] != 0) slot = next(slot);
            positions[slot] = position;
            keys[slot] = key;
        }
    }

    private final Log log;
    private volatile Table table = new Table(1024);
    private int size;

    IdIndex(Log log) {
        this.log = log;
    }

    /** Among the events up to a head. */
    @Nullable
    RecordedEvent find(UUID id, long head) {
        Table known = table;
        long key = key(id);
        for (int slot = known.first(key); known.keys[slot] != 0; slot = known.next(slot)) {
            int position = known.positions[slot];
            if (known.keys[slot] != key || position == 0 || position > head) continue;
            RecordedEvent event = log.at(position);
            if (event.id().equals(id)) return event;
        }
        return null;
    }

    /** One that is not in it. */
    void add(RecordedEvent event) {
        Table known = table;
        if (++size * 3L > known.keys.length * 2L) table = known = grown(known);
        known.put(key(event.id()), (int) event.position());
    }

    private static Table grown(Table old) {
        var larger = new Table(old.keys.length * 2);
        for (int i = 0; i < old.keys.length; i++) if (old.keys[i] != 0) larger.put(old.keys[i], old.positions[i]);
        return larger;
    }

    /** Never 0, which marks an empty slot. */
    private static long key(UUID id) {
        long mixed = (id.getLeastSignificantBits() ^ id.getMostSignificantBits()) * 0x9E3779B97F4A7C15L;
        return mixed == 0 ? 1 : mixed;
    }
}
