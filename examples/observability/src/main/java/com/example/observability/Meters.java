package com.example.observability;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Interceptor;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.subscription.SubscriptionStatus;
import dev.espalier.subscription.Subscriptions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/** Commands and subscriptions as Micrometer sees them. */
public final class Meters implements Interceptor {
    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts and times each type of command, by what became of it. */
    @Override
    public Receipt around(Command command, Metadata metadata, Next next) {
        Timer.Sample sample = Timer.start(registry);
        String outcome = "done";
        try {
            return next.proceed(metadata);
        } catch (RuntimeException failure) {
            outcome = failure.getClass().getSimpleName();
            throw failure;
        } finally {
            sample.stop(registry.timer(
                    "espalier.commands", "command", command.getClass().getSimpleName(), "outcome", outcome));
        }
    }

    /** Lag and health of each subscription, asked when they are scraped; what each has handled, counted as it goes. */
    public void bind(Subscriptions subscriptions) {
        for (String name : names(subscriptions)) {
            Gauge.builder(
                            "espalier.subscription.lag",
                            subscriptions,
                            all -> all.status(name).lag())
                    .tag("subscription", name)
                    .register(registry);
            Gauge.builder(
                            "espalier.subscription.behind",
                            subscriptions,
                            all -> all.status(name).behind().toNanos() / 1e9)
                    .baseUnit("seconds")
                    .tag("subscription", name)
                    .register(registry);
            Gauge.builder(
                            "espalier.subscription.events",
                            subscriptions,
                            all -> all.status(name).events())
                    .tag("subscription", name)
                    .register(registry);
        }
        subscriptions.listen(status -> {
            if (status.state() == SubscriptionStatus.State.FAILED)
                registry.counter("espalier.subscription.failures", "subscription", status.name())
                        .increment();
        });
    }

    private static List<String> names(Subscriptions subscriptions) {
        return subscriptions.status().stream().map(SubscriptionStatus::name).toList();
    }
}
