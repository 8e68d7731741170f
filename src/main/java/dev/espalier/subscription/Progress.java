package dev.espalier.subscription;

import dev.espalier.store.Lease;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a worker tells of itself. Written by the one at work, read by everybody. */
final class Progress {
    /** By how long ago what counts for the rate has to be, to count for a third. */
    private static final double RATE_SECONDS = 10;

    private final String name;
    private final InstantSource clock;
    private final Supplier<Optional<Lease>> lease;
    private final Consumer<SubscriptionStatus> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private State state = State.STOPPED;
    private volatile boolean paused;
    private long done = -1;
    private long head;
    private long events;
    private double rate;
    private Instant counted;
    private @Nullable Instant oldest;
    private @Nullable Throwable error;

    Progress(String name, InstantSource clock, Supplier<Optional<Lease>> lease, Consumer<SubscriptionStatus> listener) {
        this.name = name;
        this.clock = clock;
        this.lease = lease;
        this.listener = listener;
        this.counted = clock.instant();
    }

    State state() {
        lock.lock();
        try {
            return paused ? State.PAUSED : state;
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** Up to here everything is done; below 0 while that is not known. */
    long done() {
        lock.lock();
        try {
            return done;
        } finally {
            lock.unlock();
        }
    }

    void paused(boolean yes) {
        change(() -> paused = yes);
    }

    void began(long position) {
        change(() -> done = position);
    }

    /** Nothing is known any more, and nothing is wrong. */
    void forgotten() {
        change(() -> {
            done = -1;
            state = State.STOPPED;
            error = null;
        });
    }

    /** The store ends here, and the first event that is not done was stored then. */
    void found(long end, Optional<Instant> first) {
        change(() -> {
            head = end;
            oldest = first.orElse(null);
            state = State.CATCHING_UP;
        });
    }

    /** So many events are done, up to a position; caught up when nothing is left. */
    void did(long position, int handled, boolean caughtUp) {
        change(() -> {
            done = position;
            head = Math.max(head, position);
            events += handled;
            decay();
            rate += handled / RATE_SECONDS;
            state = caughtUp ? State.LIVE : State.CATCHING_UP;
            if (caughtUp) oldest = null;
            error = null;
        });
    }

    /** There is nothing for it to do, until it is prepared. */
    void dormant() {
        change(() -> {
            done = -1;
            state = State.DORMANT;
            error = null;
        });
    }

    /** Another instance does it, and was so far when it was last looked at. */
    void standsBy(long position) {
        change(() -> {
            done = position;
            state = State.STANDBY;
            oldest = null;
            error = null;
        });
    }

    void now(State next, Throwable trouble) {
        change(() -> {
            state = next;
            error = trouble;
        });
    }

    /** Nobody runs it. */
    void stopped() {
        change(() -> {
            if (state != State.FAILED) state = State.STOPPED;
        });
    }

    private void decay() {
        Instant now = clock.instant();
        double seconds = Duration.between(counted, now).toNanos() / 1e9;
        rate *= Math.exp(-Math.max(0, seconds) / RATE_SECONDS);
        counted = now;
    }

    private void change(Runnable what) {
        SubscriptionStatus status;
        lock.lock();
        try {
            State before = state;
            long positionBefore = done;
            boolean pausedBefore = paused;
            Throwable errorBefore = error;
            what.run();
            if (before == state && positionBefore == done && pausedBefore == paused && errorBefore == error) return;
            changed.signalAll();
            status = status(head);
        } finally {
            lock.unlock();
        }
        listener.accept(status);
    }

    /** What is wrong, if something is. */
    Optional<Throwable> error() {
        lock.lock();
        try {
            return Optional.ofNullable(error);
        } finally {
            lock.unlock();
        }
    }

    /** As it is, where the store ends here. */
    SubscriptionStatus status(long end) {
        lock.lock();
        try {
            decay();
            long position = Math.max(0, done);
            long lag = state == State.DORMANT ? 0 : Math.max(0, Math.max(head, end) - position);
            Duration behind = lag == 0 || oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
            return new SubscriptionStatus(
                    name,
                    paused ? State.PAUSED : state,
                    position,
                    lag,
                    behind.isNegative() ? Duration.ZERO : behind,
                    events,
                    rate,
                    lease.get(),
                    Optional.ofNullable(error));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something changes, for so long at most. */
    void await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            changed.await(nanos, TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
    }
}
