package dev.espalier.subscription;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.HistoryChangedException;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Checkpoints.Moved;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StoredQuery;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one subscription does, step by step, in whatever thread calls; one at a time. Nothing but the checkpoint says where it
 * goes on, and it is looked up again after all trouble.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** What is skipped is written down this often: that costs a transaction, and saves only looking again. */
    private static final Duration SKIPPING = Duration.ofSeconds(1);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private final Subscription subscription;
    private final StoredQuery query;
    private final History history;
    private final Checkpoints checkpoints;
    private final InstantSource clock;

    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Checkpoint known;
    private StoreIdentity identity = new StoreIdentity("", 0);
    private Instant moved = Instant.MIN;
    private Duration retry = Duration.ZERO;
    private boolean skipped;
    private int most;

    private volatile State state = State.STOPPED;
    private volatile boolean paused;
    private volatile boolean halted;
    private volatile long done = -1;
    private volatile long head;
    private volatile @Nullable Throwable error;

    Worker(
            Subscription subscription,
            StoredQuery query,
            History history,
            Checkpoints checkpoints,
            InstantSource clock) {
        this.subscription = subscription;
        this.query = query;
        this.history = history;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.most = subscription.settings().events();
    }

    String name() {
        return subscription.name();
    }

    /** Whether a step may find something to do, where the store ends here. */
    boolean wants(long end) {
        return !paused && !halted && state != State.FAILED && state != State.RETRYING && end != done;
    }

    /** One batch. A thorough one writes down at once what it skips. */
    Step step(boolean thorough) {
        turn.lock();
        try {
            return paused || halted || state == State.FAILED ? Step.REST : attempt(thorough);
        } finally {
            turn.unlock();
        }
    }

    private Step attempt(boolean thorough) {
        try {
            Step next = batch(thorough);
            retry = Duration.ZERO;
            error = null;
            return next;
        } catch (Poisoned poisoned) {
            return poisoned(poisoned);
        } catch (HistoryChangedException | Error needsALook) {
            return fail(needsALook);
        } catch (RuntimeException failure) {
            return again(failure);
        }
    }

    private Step batch(boolean thorough) {
        Checkpoint from = known == null ? begin() : known;
        head = history.head();
        history.verify(name(), from, head, identity);
        if (head == from.position()) return live(head);
        List<EventEnvelope> events = history.page(query, from.position(), head, most);
        boolean last = events.size() < most;
        if (events.isEmpty() && !thorough && clock.instant().isBefore(moved.plus(SKIPPING))) {
            return skip();
        }
        state = State.CATCHING_UP;
        Checkpoint end = last ? end(events) : history.at(events.get(events.size() - 1), identity);
        var to = new Reached(end);
        if (checkpoints.move(name(), from, transaction -> to.at = write(events, end, transaction)) != Moved.OK) {
            known = null;
            return Step.MORE;
        }
        known = to.at;
        moved = clock.instant();
        skipped = false;
        most = subscription.settings().events();
        if (last && to.at == end) return live(end.position());
        done = to.at.position();
        return Step.MORE;
    }

    private static final class Reached {
        Checkpoint at;

        Reached(Checkpoint at) {
            this.at = at;
        }
    }

    /** Everything up to the head is in these events, or is skipped. */
    private Checkpoint end(List<EventEnvelope> events) {
        EventEnvelope last = events.isEmpty() ? null : events.get(events.size() - 1);
        return last != null && last.position() == head ? history.at(last, identity) : history.upTo(head, identity);
    }

    private Step live(long position) {
        done = position;
        state = State.LIVE;
        return Step.REST;
    }

    private Step skip() {
        live(head);
        if (skipped) return Step.REST;
        skipped = true;
        return Step.after(SKIPPING);
    }

    private Checkpoint begin() {
        identity = history.identity();
        Checkpoint found = checkpoints.find(name()).orElseGet(() -> {
            long start = subscription.settings().start();
            Checkpoint first = history.upTo(start == Subscription.NOW ? history.head() : start, identity);
            return checkpoints.open(name(), first);
        });
        known = found;
        done = found.position();
        return found;
    }

    /** One event after the other, until the batch is over or somebody wants it to end. */
    private Checkpoint write(List<EventEnvelope> events, Checkpoint end, Transaction transaction) {
        Instant deadline = clock.instant().plus(subscription.settings().time());
        for (int i = 0; i < events.size(); i++) {
            if (i > 0 && (halted || paused || clock.instant().isAfter(deadline)))
                return history.at(events.get(i - 1), identity);
            try {
                subscription.listener().accept(events.get(i), transaction);
            } catch (RuntimeException failure) {
                throw new Poisoned(i, failure);
            }
        }
        return end;
    }

    /** What went well before the event is done first, by itself; then it is the first of its batch. */
    private Step poisoned(Poisoned poisoned) {
        RuntimeException failure = poisoned.failure;
        if (passes(failure) || Thread.currentThread().isInterrupted()) return again(failure);
        if (poisoned.before == 0) return fail(failure);
        most = poisoned.before;
        return Step.MORE;
    }

    private static boolean passes(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause())
            if (each instanceof EspalierException ours && ours.retryable()) return true;
        return false;
    }

    private Step fail(Throwable failure) {
        LOG.error("subscription {} stands still at position {}", name(), done, failure);
        known = null;
        error = failure;
        state = State.FAILED;
        return Step.REST;
    }

    private Step again(RuntimeException failure) {
        retry = retry.isZero() ? FIRST_RETRY : retry.multipliedBy(2);
        if (retry.compareTo(LAST_RETRY) > 0) retry = LAST_RETRY;
        LOG.warn("subscription {} at position {} tries again in {}", name(), done, retry, failure);
        known = null;
        error = failure;
        state = State.RETRYING;
        return Step.after(retry);
    }

    void pause() {
        paused = true;
    }

    /** Goes on where it is, whatever was in the way. */
    void resume() {
        turn.lock();
        try {
            paused = false;
            known = null;
            done = -1;
            error = null;
            retry = Duration.ZERO;
            state = State.STOPPED;
        } finally {
            turn.unlock();
        }
    }

    void reset(long position) {
        turn.lock();
        try {
            checkpoints.reset(name(), history.upTo(position, history.identity()));
            resume();
        } finally {
            turn.unlock();
        }
    }

    /** The step at work ends with the event that it is at. */
    void halt() {
        halted = true;
    }

    /** May be run again. */
    void release() {
        halted = false;
    }

    /** Whether it has ended in time. */
    boolean halted(long nanos) {
        try {
            if (!turn.tryLock(nanos, TimeUnit.NANOSECONDS)) return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        release();
        if (state != State.FAILED) state = State.STOPPED;
        turn.unlock();
        return true;
    }

    /** Nobody will call again. */
    void abandoned(RuntimeException why) {
        state = State.STOPPED;
        error = why;
    }

    /** For those who run it themselves: throws what is in its way. */
    void refuse() {
        Throwable why = error;
        if (why == null) return;
        if (state == State.RETRYING && why instanceof RuntimeException passing) throw passing;
        throw new SubscriptionStoppedException(name(), Math.max(0, done), why);
    }

    SubscriptionStatus status() {
        long position = Math.max(0, done);
        return new SubscriptionStatus(
                name(),
                paused ? State.PAUSED : state,
                position,
                Math.max(0, head - position),
                Optional.ofNullable(error));
    }
}
