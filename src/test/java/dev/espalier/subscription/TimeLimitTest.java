package dev.espalier.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final AtomicInteger reads = new AtomicInteger();
    private final TimeLimit limit = new TimeLimit(
            () -> {
                reads.incrementAndGet();
                return clock.instant();
            },
            Duration.ofSeconds(1));

    @Test
    void a_slow_event_that_takes_too_long_is_the_last_one() {
        clock.tick(Duration.ofMillis(600));
        assertThat(limit.isOver()).isFalse();
        clock.tick(Duration.ofMillis(600));
        assertThat(limit.isOver()).isTrue();
    }

    @Test
    void quick_events_are_hardly_counted_by_the_clock_and_end_too() {
        for (int i = 0; i < 1_000; i++) assertThat(limit.isOver()).isFalse();
        assertThat(reads).hasValueLessThan(80);
        clock.tick(Duration.ofSeconds(2));
        int events = 1;
        while (!limit.isOver()) events++;
        assertThat(events).isLessThanOrEqualTo(16);
    }

    @Test
    void after_a_slow_event_among_quick_ones_the_clock_is_read_again_after_each() {
        for (int i = 0; i < 100; i++) limit.isOver();
        clock.tick(Duration.ofMillis(500));
        for (int i = 0; i < 16; i++) limit.isOver();
        clock.tick(Duration.ofMillis(600));
        assertThat(limit.isOver() || limit.isOver()).isTrue();
    }
}
