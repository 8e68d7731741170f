package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StoreUnavailableException;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long a transaction of ours waits for the locks of others: each time as long as the store is told to, and altogether
 * no longer than its caller has time.
 */
final class Patience {
    /** Of a caller that has time. */
    static final Duration ENDLESS = Duration.ofDays(365);

    private final Duration lockWait;
    private final long end;
    private final boolean endless;

    Patience(Duration lockWait) {
        this(lockWait, ENDLESS);
    }

    Patience(Duration lockWait, Duration atMost) {
        this.lockWait = lockWait;
        this.endless = atMost.compareTo(ENDLESS) >= 0;
        this.end = System.nanoTime() + min(atMost, ENDLESS).toNanos();
    }

    /** Whether its caller waits however long it takes. */
    boolean endless() {
        return endless;
    }

    /** For the next wait, in whole milliseconds and never none, as databases count. */
    Duration now() {
        long left = Math.max(1, end - System.nanoTime());
        return min(
                lockWait,
                Duration.ofMillis(Duration.ofNanos(left).plusNanos(999_999).toMillis()));
    }

    /** How long a wait may last that all of them share. */
    static Duration least(Stream<Patience> all) {
        return all.map(Patience::now).min(Duration::compareTo).orElseThrow();
    }

    /** When the time of its caller is over, in nanoseconds of the JVM. */
    long end() {
        return end;
    }

    /** What was not begun in time is given up. */
    void refuseWhenOver() {
        if (!endless && System.nanoTime() - end >= 0)
            throw new StoreUnavailableException("the time of the caller is over; nothing was stored", null);
    }

    /** Until when the next wait may last, in nanoseconds of the JVM. */
    long deadline() {
        return System.nanoTime() + now().toNanos();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
