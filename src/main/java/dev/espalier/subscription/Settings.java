package dev.espalier.subscription;

import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.store.Checkpoints;
import java.time.Duration;
import java.util.Optional;

/** How a subscription follows. */
record Settings(
        Query query,
        long start,
        Size batch,
        Trouble trouble,
        Duration lease,
        Optional<Checkpoints> checkpoints,
        Optional<ServiceMode> mode,
        int partitions,
        PartitionKey key) {
    /** Of a batch, whichever is reached first. */
    record Size(int events, Duration time) {}

    /** What is done about an event that cannot be handled. */
    record Trouble(int retries, Duration pause, Duration longestPause, boolean setAside) {}

    Settings(Query query) {
        this(
                query,
                0,
                new Size(1_000, Duration.ofSeconds(1)),
                new Trouble(0, Duration.ZERO, Duration.ZERO, false),
                Duration.ofSeconds(10),
                Optional.empty(),
                Optional.empty(),
                1,
                PartitionKey.stream());
    }

    Settings with(Query other) {
        return new Settings(other, start, batch, trouble, lease, checkpoints, mode, partitions, key);
    }

    Settings with(Size other) {
        return new Settings(query, start, other, trouble, lease, checkpoints, mode, partitions, key);
    }

    Settings with(Trouble other) {
        return new Settings(query, start, batch, other, lease, checkpoints, mode, partitions, key);
    }

    Settings with(Checkpoints other) {
        return new Settings(query, start, batch, trouble, lease, Optional.of(other), mode, partitions, key);
    }

    Settings with(ServiceMode other) {
        return new Settings(query, start, batch, trouble, lease, checkpoints, Optional.of(other), partitions, key);
    }

    Settings leasedFor(Duration time) {
        return new Settings(query, start, batch, trouble, time, checkpoints, mode, partitions, key);
    }

    Settings divided(int number, PartitionKey by) {
        return new Settings(query, start, batch, trouble, lease, checkpoints, mode, number, by);
    }

    Settings startingAt(long other) {
        return new Settings(query, other, batch, trouble, lease, checkpoints, mode, partitions, key);
    }
}
