package dev.espalier.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How long a batch may take. To read a clock can take longer than a quick event, so it is read after each slow one, and after
 * more and more quick ones, 16 at most. For one thread.
 */
final class TimeLimit {
    private static final Duration QUICK = Duration.ofMillis(1);
    private static final int MOST_UNSEEN = 16;

    private final InstantSource clock;
    private final Instant end;
    private Instant seen;
    private int stride = 1;
    private int unseen = 1;

    TimeLimit(InstantSource clock, Duration atMost) {
        this.clock = clock;
        this.seen = clock.instant();
        this.end = seen.plus(atMost);
    }

    /** To be asked after each event. */
    boolean isOver() {
        if (--unseen > 0) return false;
        Instant now = clock.instant();
        stride = now.isBefore(seen.plus(QUICK)) ? Math.min(stride * 2, MOST_UNSEEN) : 1;
        unseen = stride;
        seen = now;
        return now.isAfter(end);
    }
}
