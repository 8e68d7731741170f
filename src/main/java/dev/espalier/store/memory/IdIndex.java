package dev.espalier.store.memory;

import dev.espalier.store.RecordedEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which event has an id. Open addressing with the mixed ids beside the events: a map entry for each would cost 48 bytes an
 * event, and looking into each event on the way a cache miss. One writer at a time; readers take no lock, and find
 * what the head has published that they read before, or something newer. Nothing is ever taken out, though a deleted event
 * becomes a tombstone.
 */
final class IdIndex {
    private record Table(long[] keys, @Nullable RecordedEvent[] events) {
        Table(int size) {
            this(new long[size], new RecordedEvent[size]);
        }

        /** Where the id is, or where it belongs. */
        int slot(long key, UUID id) {
            int mask = keys.length - 1;
            int slot = (int) (key >>> 32) & mask;
            while (keys[slot] != 0 && !(keys[slot] == key && holds(slot, id))) slot = slot + 1 & mask;
            return slot;
        }

        private boolean holds(int slot, UUID id) {
            RecordedEvent event = events[slot];
            return event != null && event.id().equals(id);
        }

        void put(int slot, long key, RecordedEvent event) {
            events[slot] = event;
            keys[slot] = key;
        }
    }

    private volatile Table table = new Table(1024);
    private int size;

    @Nullable
    RecordedEvent find(UUID id) {
        Table known = table;
        return known.events[known.slot(key(id), id)];
    }

    void add(RecordedEvent event) {
        Table known = table;
        if (++size * 3L > known.keys.length * 2L) table = known = grown(known);
        long key = key(event.id());
        known.put(known.slot(key, event.id()), key, event);
    }

    /** What is known under the same id. */
    void replace(RecordedEvent event) {
        Table known = table;
        known.events[known.slot(key(event.id()), event.id())] = event;
    }

    private static Table grown(Table old) {
        var larger = new Table(old.keys.length * 2);
        int mask = larger.keys.length - 1;
        for (int i = 0; i < old.keys.length; i++) {
            RecordedEvent event = old.events[i];
            if (event == null) continue;
            int slot = (int) (old.keys[i] >>> 32) & mask;
            while (larger.keys[slot] != 0) slot = slot + 1 & mask;
            larger.put(slot, old.keys[i], event);
        }
        return larger;
    }

    /** Never 0, which marks an empty slot. */
    private static long key(UUID id) {
        long mixed = (id.getLeastSignificantBits() ^ id.getMostSignificantBits()) * 0x9E3779B97F4A7C15L;
        return mixed == 0 ? 1 : mixed;
    }
}
