package dev.espalier.subscription;

import dev.espalier.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An executor without threads, whose time passes when the test says so. */
final class SimulatedExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private record Later(Instant when, long order, Runnable work) {}

    final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final Queue<Runnable> now = new ArrayDeque<>();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(Comparator.comparing(Later::when).thenComparing(Later::order));
    private long order;
    private boolean shut;
    int ran;

    /** Runs what is due, until nothing is. */
    void run() {
        for (Runnable next = now.poll(); next != null; next = now.poll()) {
            ran++;
            next.run();
        }
    }

    /** Lets time pass, with all that happens in it. */
    void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        run();
        while (!later.isEmpty() && !later.peek().when().isAfter(end)) {
            Later next = later.remove();
            if (next.when().isAfter(clock.instant())) clock.set(next.when());
            ran++;
            next.work().run();
            run();
        }
        clock.set(end);
    }

    @Override
    public void execute(Runnable work) {
        if (shut) throw new RejectedExecutionException();
        now.add(work);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        if (shut) throw new RejectedExecutionException();
        later.add(new Later(clock.instant().plusNanos(unit.toNanos(delay)), order++, work));
        return null;
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shut;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
