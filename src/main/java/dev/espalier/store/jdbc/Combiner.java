package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers share what costs the same for one as for many, such as a commit. While a lane is at work, callers queue; when
 * it is done, the first in the queue takes it, together with others that wait, and does the work of all of them in its own
 * thread. A caller works for others once, together with its own request, so nobody starves and no thread is added.
 *
 * <p>Those whom a lane has just answered are about to come back, so the next one waits for them, a little. And one lane works
 * at a time: two would share the callers between them, and the database makes their commits one after the other. The others
 * are spare, for when none at work has moved for a while, as its connection may be stuck.
 *
 * @param <T> what is asked
 * @param <R> the answer
 */
final class Combiner<T, R> {
    /** The work for several requests. */
    @FunctionalInterface
    interface Lane<T, R> {
        /**
         * First gets what it needs, such as a connection, then takes the requests. What it throws before that is for the
         * caller alone; afterwards it throws nothing.
         *
         * @return an answer for each request that was taken, in their order
         */
        List<R> run(Queue<T> queue);
    }

    /** The requests that wait. */
    @FunctionalInterface
    interface Queue<T> {
        /** Hands over requests, the caller's own first, until one is not accepted; the first has to be. Called once. */
        void take(Predicate<? super T> accepts);
    }

    private enum State {
        QUEUED,
        LEADS,
        TAKEN,
        DONE
    }

    private static final class Waiting<T, R> {
        private final T request;
        private final Thread thread = Thread.currentThread();
        private volatile State state = State.QUEUED;
        private @Nullable R answer;

        private Waiting(T request) {
            this.request = request;
        }

        private void become(State next) {
            state = next;
            LockSupport.unpark(thread);
        }
    }

    private final Lane<T, R> lane;
    private final Duration patience;
    private final Duration stuck;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting<T, R>> queue = new ArrayDeque<>();
    private final int lanes;
    private int busy;
    private long moved;
    private int answered;
    private long answeredAt;
    private int arrived;
    private long grace;

    /**
     * With so many lanes. In the queue one waits no longer than the patience, unless it says otherwise. Where no lane has
     * moved for so long, it counts as stuck.
     */
    Combiner(int lanes, Duration patience, Duration stuck, Lane<T, R> lane) {
        this(lanes, patience, stuck, System::nanoTime, lane);
    }

    Combiner(int lanes, Duration patience, Duration stuck, LongSupplier clock, Lane<T, R> lane) {
        this.lanes = lanes;
        this.patience = patience;
        this.stuck = stuck;
        this.clock = clock;
        this.lane = lane;
    }

    /** Waits for the answer, and in the queue as long as all do. */
    R submit(T request) {
        return submit(request, patience);
    }

    /**
     * Waits for the answer, and in the queue no longer than this.
     *
     * @throws StoreUnavailableException when nobody has taken the request in time, or the thread was interrupted before
     */
    R submit(T request, Duration atMost) {
        var mine = new Waiting<T, R>(request);
        if (!enter(mine)) await(mine, atMost);
        if (mine.state == State.LEADS) lead(mine);
        R answer = mine.answer;
        if (answer == null) throw new StoreUnavailableException("the caller that worked for this one gave up", null);
        return answer;
    }

    private boolean enter(Waiting<T, R> mine) {
        lock.lock();
        try {
            arrived++;
            if (begin(mine)) return true;
            queue.add(mine);
            changed.signalAll();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean begin(Waiting<T, R> mine) {
        long now = clock.getAsLong();
        if (busy > 0 && (busy == lanes || now - moved < stuck.toNanos())) return false;
        busy++;
        moved = now;
        mine.state = State.LEADS;
        return true;
    }

    private void await(Waiting<T, R> mine, Duration atMost) {
        long deadline = clock.getAsLong() + atMost.toNanos();
        boolean interrupted = false;
        try {
            while (mine.state == State.QUEUED || mine.state == State.TAKEN) {
                if (mine.state == State.TAKEN) LockSupport.park(this);
                else LockSupport.parkNanos(this, Math.min(deadline - clock.getAsLong(), stuck.toNanos()));
                interrupted |= Thread.interrupted();
                boolean late = clock.getAsLong() - deadline >= 0;
                if ((interrupted || late) && withdraw(mine)) throw unavailable(interrupted, atMost);
                if (mine.state == State.QUEUED) useSpare(mine);
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private void useSpare(Waiting<T, R> mine) {
        lock.lock();
        try {
            if (mine.state == State.QUEUED && begin(mine)) queue.remove(mine);
        } finally {
            lock.unlock();
        }
    }

    private boolean withdraw(Waiting<T, R> mine) {
        lock.lock();
        try {
            return queue.remove(mine);
        } finally {
            lock.unlock();
        }
    }

    private StoreUnavailableException unavailable(boolean interrupted, Duration waited) {
        String reason = interrupted
                ? "the thread was interrupted while it waited for the store"
                : "waited " + waited + " for the other appends of this store";
        return new StoreUnavailableException(reason + "; nothing was stored", null);
    }

    private void lead(Waiting<T, R> mine) {
        var batch = new ArrayList<Waiting<T, R>>();
        List<R> answers = List.of();
        try {
            answers = lane.run(accepts -> take(mine, batch, accepts));
        } finally {
            handOn(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                if (i < answers.size()) batch.get(i).answer = answers.get(i);
                batch.get(i).become(State.DONE);
            }
        }
    }

    private void take(Waiting<T, R> mine, List<Waiting<T, R>> batch, Predicate<? super T> accepts) {
        lock.lock();
        try {
            gather();
            queue.addFirst(mine);
            for (Waiting<T, R> next = queue.peek(); next != null && accepts.test(next.request); next = queue.peek()) {
                queue.remove();
                next.state = State.TAKEN;
                batch.add(next);
            }
            moved = clock.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    private void gather() {
        try {
            for (long left = left(); arrived < answered && left > 0; left = left()) changed.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long left() {
        return answeredAt + grace - clock.getAsLong();
    }

    /** The lane goes to the first in the queue. */
    private void handOn(int done) {
        lock.lock();
        try {
            long now = clock.getAsLong();
            if (done > 0) {
                grace = (now - moved) / 4;
                answeredAt = now;
                answered = done;
                arrived = 0;
            }
            moved = now;
            Waiting<T, R> next = queue.poll();
            if (next == null) busy--;
            else next.become(State.LEADS);
        } finally {
            lock.unlock();
        }
    }
}
