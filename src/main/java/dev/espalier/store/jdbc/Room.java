package dev.espalier.store.jdbc;

import dev.espalier.store.Append;

/** What one transaction takes in of several appends. The first one has room whatever it is. */
final class Room {
    /** What one statement takes. */
    static final int MOST_EVENTS = 1_000;

    static final long MOST_BYTES = 4 << 20;
    private static final int MOST_APPENDS = 64;

    private int appends;
    private long events;
    private long bytes;

    boolean isFor(Append append) {
        return appends == 0
                || appends < MOST_APPENDS
                        && events + weight(append) <= MOST_EVENTS
                        && bytes + Appended.bytes(append) <= MOST_BYTES;
    }

    /** Takes an append in, or tells that there is no room for it. */
    boolean take(Append append) {
        if (!isFor(append)) return false;
        appends++;
        events += weight(append);
        bytes += Appended.bytes(append);
        return true;
    }

    /** How many events, and things that are tested besides. */
    private static int weight(Append append) {
        return append.size() + append.more().size();
    }
}
