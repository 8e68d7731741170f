package dev.espalier.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is told otherwise. Safe for use by several threads. */
public final class SettableClock implements InstantSource {
    private volatile Instant now;

    /**
     * A clock that stands here.
     *
     * @param now what it shows
     */
    public SettableClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Moves it anywhere, back too.
     *
     * @param instant what it shows from now on
     */
    public void set(Instant instant) {
        now = instant;
    }

    /**
     * Moves it onwards.
     *
     * @param duration by how much
     */
    public synchronized void tick(Duration duration) {
        now = now.plus(duration);
    }
}
