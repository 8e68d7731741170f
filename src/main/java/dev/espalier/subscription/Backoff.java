package dev.espalier.subscription;

import java.time.Duration;

/** How long to wait before the next try: twice as long each time. */
final class Backoff {
    private Duration pause = Duration.ZERO;

    Duration next(Duration first, Duration last) {
        pause = pause.isZero() ? first : pause.multipliedBy(2);
        if (pause.compareTo(last) > 0) pause = last;
        return pause;
    }

    void clear() {
        pause = Duration.ZERO;
    }
}
