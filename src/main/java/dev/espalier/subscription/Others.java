package dev.espalier.subscription;

import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.Lease;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Waits for what other instances are at, as long as they go on with it. */
final class Others {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    /** Some write down only now and then how far they are. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private record Seen(long position, long at) {}

    private final Waiting waiting;
    private final Backoff backoff = new Backoff();
    private final Map<Worker, Seen> seen = new HashMap<>();

    Others(Waiting waiting) {
        this.waiting = waiting;
    }

    /** Waits a little; false when there is nothing to wait for, or when the thread is interrupted. */
    boolean wait(Collection<Worker> workers, long head) {
        var behind = workers.stream().filter(worker -> worker.waits(head)).toList();
        if (behind.isEmpty()) return false;
        behind.forEach(this::refuseStandstill);
        try {
            waiting.pause(backoff.next(FIRST_PAUSE, LONGEST_PAUSE));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void refuseStandstill(Worker worker) {
        long position =
                worker.tenure().look().map(Lease::at).map(at -> at.position()).orElse(-1L);
        long now = waiting.nanoTime();
        Seen before = seen.get(worker);
        if (before == null || before.position != position) seen.put(worker, new Seen(position, now));
        else if (now - before.at > worker.leases().time().plus(PATIENCE).toNanos())
            throw worker.leases().refused(worker.tenure());
    }
}
