package dev.espalier.testing;

import dev.espalier.infrastructure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An executor without threads, whose time passes when the test says so: what was handed to it runs in {@link #run} and {@link
 * #pass}, in the thread that calls them, and what it throws passes through them. For one thread.
 *
 * <pre>{@code
 * espalier.subscriptions().start(time);
 * time.pass(Duration.ofMinutes(1));
 * }</pre>
 */
public final class SimulatedExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private static final Comparator<Task<?>> FIRST =
            Comparator.<Task<?>, Instant>comparing(task -> task.when).thenComparingLong(task -> task.order);

    private final SettableClock clock;
    private final LongSupplier order;
    private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>(FIRST);
    private long ran;
    private boolean shut;

    /** At the beginning of 1970; what is due at the same time runs in the order in which it came. */
    public SimulatedExecutor() {
        this(new SettableClock(Instant.EPOCH), inTurn());
    }

    /** Of what is due at the same time the one with the lowest number is first. */
    SimulatedExecutor(SettableClock clock, LongSupplier order) {
        this.clock = clock;
        this.order = order;
    }

    private static LongSupplier inTurn() {
        var last = new long[1];
        return () -> last[0]++;
    }

    /**
     * Its time, for {@code Espalier.Builder.clock}.
     *
     * @return the clock that it moves on
     */
    public SettableClock clock() {
        return clock;
    }

    /**
     * How much it has done.
     *
     * @return how many tasks it has run
     */
    public long ran() {
        return ran;
    }

    /** Runs what is due, until nothing is. */
    public void run() {
        Instant now = clock.instant();
        while (isDue(now)) runNext();
    }

    /**
     * Lets time pass, with all that happens in it.
     *
     * @param time how much
     */
    public void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (isDue(end)) runNext();
        clock.set(end);
    }

    private boolean isDue(Instant at) {
        Instant next = next();
        return next != null && !next.isAfter(at);
    }

    /** When there is something to do. */
    @Nullable
    Instant next() {
        Task<?> next = tasks.peek();
        return next == null ? null : next.when;
    }

    /** There has to be one. */
    void runNext() {
        Task<?> next = tasks.remove();
        if (next.when.isAfter(clock.instant())) clock.set(next.when);
        ran++;
        next.run();
    }

    /** Its future is kept by nobody. */
    @Override
    public void execute(Runnable work) {
        add(new Task<>(Executors.callable(work), Duration.ZERO, Duration.ZERO, false));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return schedule(Executors.callable(work), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        return add(new Task<>(work, Duration.ofNanos(unit.toNanos(delay)), Duration.ZERO, false));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long first, long period, TimeUnit unit) {
        return repeat(work, first, period, unit, true);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long pause, TimeUnit unit) {
        return repeat(work, first, pause, unit, false);
    }

    private ScheduledFuture<?> repeat(Runnable work, long first, long pause, TimeUnit unit, boolean fixedRate) {
        if (pause <= 0) throw new InvalidInputException("pause", pause, "must be more than 0");
        return add(new Task<>(
                Executors.callable(work),
                Duration.ofNanos(unit.toNanos(first)),
                Duration.ofNanos(unit.toNanos(pause)),
                fixedRate));
    }

    private <T extends Task<?>> T add(T task) {
        if (shut) throw new RejectedExecutionException("the executor is shut down");
        tasks.add(task);
        return task;
    }

    /** Refuses what comes from now on; what it has runs on. */
    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        var left = new ArrayList<Runnable>(tasks);
        tasks.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut && tasks.isEmpty();
    }

    /** Lets that time pass. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        pass(Duration.ofNanos(unit.toNanos(timeout)));
        return isTerminated();
    }

    private final class Task<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
        private final Duration pause;
        private final boolean fixedRate;
        private final long order = SimulatedExecutor.this.order.getAsLong();
        private Instant when;
        private @Nullable Throwable failure;

        Task(Callable<V> work, Duration delay, Duration pause, boolean fixedRate) {
            super(work);
            this.pause = pause;
            this.fixedRate = fixedRate;
            this.when = clock.instant().plus(delay);
        }

        @Override
        public void run() {
            if (!isPeriodic()) super.run();
            else if (runAndReset()) {
                when = (fixedRate ? when : clock.instant()).plus(pause);
                if (!shut) tasks.add(this);
            }
            if (failure instanceof RuntimeException thrown) throw thrown;
            if (failure instanceof Error thrown) throw thrown;
        }

        @Override
        protected void setException(Throwable thrown) {
            failure = thrown;
            super.setException(thrown);
        }

        @Override
        public boolean isPeriodic() {
            return !pause.isZero();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(clock.instant(), when));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
