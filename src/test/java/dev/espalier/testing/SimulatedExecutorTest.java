package dev.espalier.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Time that passes when a test says so. */
class SimulatedExecutorTest {
    private final SimulatedExecutor executor = new SimulatedExecutor();
    private final List<String> done = new ArrayList<>();

    private void passes(int seconds) {
        executor.pass(Duration.ofSeconds(seconds));
    }

    @Test
    void what_is_due_runs_in_its_order_and_nothing_else() throws Exception {
        executor.schedule(() -> done.add("second"), 2, SECONDS);
        var first = executor.schedule(() -> "first", 1, SECONDS);
        executor.execute(() -> executor.execute(() -> done.add("now")));
        assertThat(done).isEmpty();

        executor.run();
        assertThat(done).containsExactly("now");
        passes(1);
        assertThat(first.get()).isEqualTo("first");
        assertThat(done).containsExactly("now");
        passes(1);
        assertThat(done).containsExactly("now", "second");
        assertThat(executor.ran()).isEqualTo(4);
    }

    @Test
    void what_repeats_repeats_until_it_is_cancelled() {
        var rate = executor.scheduleAtFixedRate(
                () -> {
                    done.add("rate");
                    executor.clock().tick(Duration.ofSeconds(1));
                },
                0,
                2,
                SECONDS);
        passes(5);
        assertThat(done).hasSize(3);
        rate.cancel(false);
        done.clear();

        executor.scheduleWithFixedDelay(
                () -> {
                    done.add("delay");
                    executor.clock().tick(Duration.ofSeconds(1));
                },
                0,
                2,
                SECONDS);
        passes(5);
        assertThat(done).hasSize(2);
        assertThatThrownBy(() -> executor.scheduleAtFixedRate(() -> {}, 0, 0, SECONDS))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void what_is_thrown_passes_through() {
        executor.execute(() -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(executor::run).hasMessage("no");
    }

    @Test
    void nothing_comes_after_the_end() {
        executor.execute(() -> done.add("left"));
        executor.shutdown();
        assertThat(executor.isTerminated()).isFalse();
        assertThatThrownBy(() -> executor.execute(() -> done.add("late")))
                .isInstanceOf(RejectedExecutionException.class);
        executor.run();
        assertThat(done).containsExactly("left");
        assertThat(executor.isTerminated()).isTrue();

        var other = new SimulatedExecutor();
        other.execute(() -> done.add("dropped"));
        assertThat(other.shutdownNow()).hasSize(1);
        assertThat(other.awaitTermination(1, SECONDS)).isTrue();
        assertThat(done).containsExactly("left");
    }
}
