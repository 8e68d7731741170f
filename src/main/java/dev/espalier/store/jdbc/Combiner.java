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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers share what costs the same for one as for many, such as a commit. While all lanes are at work, callers queue;
 * when a lane becomes free, the first in the queue takes it, together with others that wait, and does the work of all of them
 * in its own thread. A caller works for others once, together with its own request, so nobody starves and no thread is added.
 *
 * <p>While one lane is at work, another one could only take what happens to wait, often a single request: those whom the
 * last batch answered are just coming back. So it takes its batch when half of the callers of the last two batches wait, or
 * when no other lane is at work any more.
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
    private final Duration company;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting<T, R>> queue = new ArrayDeque<>();
    private int free;
    private int working;
    private int last = 1;
    private int beforeLast = 1;

    /**
     * With so many lanes. In the queue one waits no longer than the patience, unless it says otherwise, and a lane beside
     * another no longer for company, as the other may be stuck.
     */
    Combiner(int lanes, Duration patience, Duration company, Lane<T, R> lane) {
        this.free = lanes;
        this.patience = patience;
        this.company = company;
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
            if (free == 0) {
                queue.add(mine);
                changed.signalAll();
                return false;
            }
            free--;
            mine.state = State.LEADS;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiting<T, R> mine, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        try {
            while (mine.state == State.QUEUED || mine.state == State.TAKEN) {
                if (mine.state == State.TAKEN) LockSupport.park(this);
                else LockSupport.parkNanos(this, deadline - System.nanoTime());
                interrupted |= Thread.interrupted();
                boolean late = System.nanoTime() - deadline >= 0;
                if ((interrupted || late) && withdraw(mine)) throw unavailable(interrupted, atMost);
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
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
            handOn(!batch.isEmpty());
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
            beforeLast = last;
            last = batch.size();
            working++;
        } finally {
            lock.unlock();
        }
    }

    private void gather() {
        long left = company.toNanos();
        try {
            while (working > 0 && left > 0 && 2 * (queue.size() + 1) < last + beforeLast)
                left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lane goes to the first in the queue. */
    private void handOn(boolean worked) {
        lock.lock();
        try {
            if (worked) working--;
            changed.signalAll();
            Waiting<T, R> next = queue.poll();
            if (next == null) free++;
            else next.become(State.LEADS);
        } finally {
            lock.unlock();
        }
    }
}
