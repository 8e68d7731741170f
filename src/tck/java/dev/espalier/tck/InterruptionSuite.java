package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Threads that are told to stop. */
abstract class InterruptionSuite extends Suite {
    @Test
    @Line("38")
    void an_append_of_an_interrupted_thread_is_whole_or_nothing_and_the_flag_stays() throws Exception {
        append(A, any(), "0");
        for (int round = 0; round < rounds; round++) {
            var stream = new StreamId("interrupted", "s" + round);
            var events = new EventData[] {event(stream, "1"), event(stream, "2")};
            boolean[] flag = new boolean[1];
            Race.Outcomes<Long> outcomes = Race.run(1, racer -> {
                Thread.currentThread().interrupt();
                try {
                    return append(stream, noStream(), events).version();
                } finally {
                    flag[0] = Thread.interrupted();
                }
            });
            assertThat(flag[0]).as("the flag is set still").isTrue();
            assertThat(read(stream)).hasSize(outcomes.won().isEmpty() ? 0 : 2);
            append(stream, any(), events);
            assertThat(texts(read(stream))).containsExactly("1", "2");
        }
        assertThat(texts(read(A))).containsExactly("0");
    }

    @Test
    @Line("38")
    @Needs(Capability.PARTICIPANTS)
    void an_append_that_is_interrupted_while_it_waits_is_whole_or_nothing_and_the_flag_stays() throws Exception {
        var held = new Held();
        var starting = new CountDownLatch(1);
        var events = new EventData[] {event(A, "2"), event(A, "3")};
        var first = new FutureTask<>(() -> held.append(store, A, "1"));
        var second = new FutureTask<>(() -> {
            starting.countDown();
            boolean stored;
            try {
                stored = append(A, any(), events).version() == 3;
            } catch (RuntimeException stopped) {
                stored = false;
            }
            assertThat(Thread.interrupted()).as("the flag is set still").isTrue();
            return stored;
        });
        new Thread(first).start();
        held.inside.await();
        var waiting = new Thread(second);
        waiting.start();
        starting.await();
        waiting.interrupt();
        held.goOn.countDown();

        assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(1);
        boolean stored = second.get(1, TimeUnit.MINUTES);
        assertThat(texts(read(A))).hasSize(stored ? 3 : 1).first().isEqualTo("1");
        append(A, any(), events);
        assertThat(texts(read(A))).containsExactly("1", "2", "3");
    }
}
