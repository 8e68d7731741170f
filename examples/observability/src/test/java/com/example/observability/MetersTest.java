package com.example.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.observability.Noting.Note;
import com.example.observability.Noting.Refused;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);
    private final AtomicBoolean failing = new AtomicBoolean();

    private long commands(String outcome) {
        return registry.get("espalier.commands")
                .tag("command", "Note")
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    private double gauge(String name) {
        return registry.get(name).tag("subscription", "followed").gauge().value();
    }

    @Test
    void commands_are_counted_and_timed_by_what_became_of_them() {
        try (var espalier = Noting.open(meters, failing)) {
            espalier.send(new Note("a", "text"));
            espalier.send(new Note("a", "more"));
            assertThatThrownBy(() -> espalier.send(new Note("a", ""))).isInstanceOf(Refused.class);

            assertThat(commands("done")).isEqualTo(2);
            assertThat(commands("Refused")).isEqualTo(1);
        }
    }

    @Test
    void the_lag_of_a_subscription_is_seen_and_that_it_stands_still() {
        try (var espalier = Noting.open(meters, failing)) {
            meters.bind(espalier.subscriptions());
            espalier.send(new Note("a", "text"));
            espalier.send(new Note("a", "more"));
            assertThat(gauge("espalier.subscription.lag")).isEqualTo(2);

            espalier.subscriptions().runUntilCaughtUp();
            assertThat(gauge("espalier.subscription.lag")).isZero();
            assertThat(gauge("espalier.subscription.behind")).isZero();
            assertThat(gauge("espalier.subscription.events")).isEqualTo(2);

            failing.set(true);
            espalier.send(new Note("a", "poison"));
            assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                    .isInstanceOf(SubscriptionStoppedException.class);
            assertThat(gauge("espalier.subscription.lag")).isEqualTo(1);
            assertThat(registry.get("espalier.subscription.failures").counter().count())
                    .isEqualTo(1);
        }
    }
}
