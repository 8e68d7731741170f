package dev.espalier.store.memory;

import dev.espalier.store.RecordedEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the event with an id is. Open addressing; half of the mixed id stands beside the position, in one number: a map entry
 * for each would cost 48 bytes an event, and looking into each event on the way a cache miss. It holds positions, not events: a garbage collector
 * follows references, and lays out what it copies in the order in which it finds it; here that would be no order at all, and
 * who reads the log would pay. One writer at a time; readers take no lock, and find what the head has published that they
 * read before. Nothing is ever taken out, though a deleted event becomes a tombstone.
 */
final class IdIndex {
    private static final long HALF = 0xFFFF_FFFFL;

    private final Log log;
    /** 0 where nothing is, as no position is. */
    private volatile long[] table = new long[1024];

    private int size;

    IdIndex(Log log) {
        this.log = log;
    }

    /** Among the events up to a head. */
    @Nullable
    RecordedEvent find(UUID id, long head) {
        long[] known = table;
        long half = half(id);
        for (int slot = first(half, known); known[slot] != 0; slot = next(slot, known)) {
            long position = known[slot] & HALF;
            if (known[slot] >>> 32 != half || position == 0 || position > head) continue;
            RecordedEvent event = log.at(position);
            if (event.id().equals(id)) return event;
        }
        return null;
    }

    /** One that is not in it. */
    void add(RecordedEvent event) {
        long[] known = table;
        if (++size * 3L > known.length * 2L) table = known = grown(known);
        put(half(event.id()) << 32 | event.position(), known);
    }

    private static long[] grown(long[] old) {
        var larger = new long[old.length * 2];
        for (long each : old) if (each != 0) put(each, larger);
        return larger;
    }

    private static void put(long entry, long[] table) {
        int slot = first(entry >>> 32, table);
        while (table[slot] != 0) slot = next(slot, table);
        table[slot] = entry;
    }

    private static int first(long half, long[] table) {
        return (int) half & table.length - 1;
    }

    private static int next(int slot, long[] table) {
        return slot + 1 & table.length - 1;
    }

    private static long half(UUID id) {
        return (id.getLeastSignificantBits() ^ id.getMostSignificantBits()) * 0x9E3779B97F4A7C15L >>> 32;
    }
}
