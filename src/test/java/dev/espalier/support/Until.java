package dev.espalier.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition instead of a time. */
public final class Until {
    private Until() {}

    /** Returns as soon as it holds; fails when it does not for so long that it never will. */
    public static void until(Duration hopeless, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + hopeless.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("a hang").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
