package dev.espalier.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives workers their steps on the user's executor, when the store has gone on. One look at the head serves all of them, and
 * no thread waits: an idle subscription is an object. What nobody tells of, such as an append in another process, is found by
 * looking: every millisecond while events come, less often the longer none has come. Leases are looked at all together, a few
 * times in the time for which they last.
 */
final class Pump {
    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final Duration SELDOM = Duration.ofMillis(100);
    /** The next look comes after this part of the time in which nothing has come. */
    private static final int PART = 16;

    private final class Task {
        final Worker worker;
        final AtomicInteger demands = new AtomicInteger();
        final Ahead ahead = new Ahead(Pump.this::submit, () -> demand(this));

        Task(Worker worker) {
            this.worker = worker;
        }
    }

    private final History history;
    private final List<Task> tasks;
    private final List<Leases> leases;
    private final ScheduledExecutorService executor;
    private final InstantSource clock;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile long head = -1;
    private volatile Instant last;

    Pump(
            History history,
            List<Worker> workers,
            List<Leases> leases,
            ScheduledExecutorService executor,
            InstantSource clock) {
        this.history = history;
        this.tasks = workers.stream().map(Task::new).toList();
        this.leases = leases;
        this.executor = executor;
        this.clock = clock;
        this.last = clock.instant();
    }

    void start() {
        submit(this::poll);
        for (Leases each : leases) schedule(() -> hold(each), each.interval());
    }

    void stop() {
        stopped = true;
        for (Task task : tasks) task.ahead.end();
    }

    /** Whether nobody reads ahead any more, in time; what is at work on an event is another matter. */
    boolean hasEnded(long deadline) {
        boolean all = true;
        for (Task task : tasks) all &= task.ahead.hasEnded(Math.max(0, deadline - System.nanoTime()));
        return all;
    }

    /** Something may have come; costs next to nothing when that was said a moment ago. */
    void wake() {
        if (!stopped && woken.compareAndSet(false, true)) submit(this::look);
    }

    private void poll() {
        if (stopped) return;
        look();
        schedule(this::poll, interval());
    }

    private Duration interval() {
        Duration idle = Duration.ofNanos(Duration.between(last, clock.instant()).toNanos() / PART);
        if (idle.compareTo(OFTEN) < 0) return OFTEN;
        return idle.compareTo(SELDOM) > 0 ? SELDOM : idle;
    }

    private void look() {
        woken.set(false);
        try {
            long now = history.head();
            if (now != head) last = clock.instant();
            head = now;
        } catch (RuntimeException trouble) {
            head = -2; // each finds the same trouble, and says so
        }
        demandAll();
    }

    private void demandAll() {
        for (Task task : tasks) if (task.worker.wants(head)) demand(task);
    }

    private void hold(Leases some) {
        if (stopped) return;
        some.look();
        demandAll();
        schedule(() -> hold(some), some.interval());
    }

    private void demand(Task task) {
        if (task.demands.getAndIncrement() == 0) submit(() -> run(task));
    }

    /** One step, then again from the end of the queue, so that all get their turn; what was demanded meanwhile is not lost. */
    private void run(Task task) {
        if (stopped) return;
        int demanded = task.demands.get();
        Step next = task.worker.step(Optional.of(task.ahead));
        if (!next.pause().isZero()) schedule(() -> demand(task), next.pause());
        if (!next.rest() || !task.demands.compareAndSet(demanded, 0)) submit(() -> run(task));
    }

    private void submit(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException shutDown) {
            refused(shutDown);
        }
    }

    private void schedule(Runnable work, Duration pause) {
        try {
            executor.schedule(work, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            refused(shutDown);
        }
    }

    private void refused(RejectedExecutionException shutDown) {
        if (stopped) return;
        stopped = true;
        LOG.error("the executor takes no more work: all subscriptions stand still", shutDown);
        for (Task task : tasks) task.worker.progress().now(SubscriptionStatus.State.STOPPED, shutDown);
    }
}
