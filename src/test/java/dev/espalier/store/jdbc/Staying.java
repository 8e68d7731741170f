package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps one thread where it is until a test lets it go on. */
final class Staying {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    void stay() {
        inside.countDown();
        await(goOn);
    }

    /** Returns when somebody stays. */
    void awaitInside() {
        await(inside);
    }

    void goOn() {
        goOn.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
