package dev.espalier.infrastructure;

import java.time.Duration;

/** How time passes for whoever waits, so that a test or a simulation can replace it. Safe for use by several threads. */
public interface Waiting {
    /**
     * A time to measure by.
     *
     * @return nanoseconds since some moment; never less than before
     */
    long nanoTime();

    /**
     * Waits.
     *
     * @param time how long
     * @throws InterruptedException when the thread is interrupted
     */
    void pause(Duration time) throws InterruptedException;

    /**
     * As the JVM does.
     *
     * @return by {@link System#nanoTime} and {@link Thread#sleep}
     */
    static Waiting system() {
        return new Waiting() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
            }
        };
    }
}
