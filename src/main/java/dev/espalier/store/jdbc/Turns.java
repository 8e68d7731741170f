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
import org.jspecify.annotations.Nullable;

/**
 * Lets callers share what costs the same for one as for many, such as a commit, where each has something of its own to do
 * before it, in its own thread. Whoever finds nobody at it begins a round. Those who come meanwhile queue, and take their
 * turns one after the other when its first member has had its own; then the first finishes the round for all of them, while
 * the next round begins. A round that would only wait for the one before it to be finished takes in who comes until then.
 *
 * <p>Nobody has to be in a round: who would wait for long, as somebody's turn is slow, goes alone, and so does everybody for a
 * while after a turn that was slow or has failed. Whose time is over before the round is finished leaves it, and it is taken
 * back.
 *
 * @param <M> who takes a turn
 * @param <R> what all members of a round are told
 */
final class Turns<M, R> {
    /** What the members of a round do together, one at a time. */
    interface Round<M, R> {
        /** Takes a member in, the first one whatever it is, or tells that there is no room. To be quick: others wait. */
        boolean takes(M member);

        /** The turn of a member, in its own thread. Where it throws, the round is taken back; the first then is alone in it. */
        void serve(M member);

        /** Finishes for all. Throws nothing but what is for the first member alone, when it has stayed alone. */
        R finish();

        /** Takes everything back after a turn that has failed, or when somebody has left. Throws nothing. */
        R takeBack();
    }

    private enum State {
        QUEUED,
        LEFT,
        LEADS,
        TURN,
        SERVED,
        DONE
    }

    private static final class Waiting<M, R> {
        private final M member;
        private final Thread thread = Thread.currentThread();
        private final long deadline;
        private volatile State state = State.QUEUED;
        private Party<M, R> party;
        private @Nullable R answer;

        private Waiting(M member, long deadline, Round<M, R> round) {
            this.member = member;
            this.deadline = deadline;
            this.party = new Party<>(round);
        }

        private long left() {
            return deadline - System.nanoTime();
        }

        private void become(State next) {
            state = next;
            LockSupport.unpark(thread);
        }
    }

    private static final class Party<M, R> {
        private final Round<M, R> round;
        private final List<Waiting<M, R>> others = new ArrayList<>();
        private long began;
        private long turn;
        private long end;
        private boolean atTurn = true;
        private boolean broken;
        private boolean finishing;

        private Party(Round<M, R> round) {
            this.round = round;
        }
    }

    /** A pause is so many times as long as what has caused it. */
    private static final int PAUSE = 10;

    private final long company;
    private final R alone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting<M, R>> queue = new ArrayDeque<>();
    private @Nullable Party<M, R> open;
    private int finishing;
    private long pausedUntil = System.nanoTime();

    /**
     * Nobody waits longer than this for one turn of another, or for the round before to be finished.
     *
     * @param alone what those are told who are in no round
     */
    Turns(Duration company, R alone) {
        this.company = company.toNanos();
        this.alone = alone;
    }

    /**
     * Takes a turn, in a round of others or in this one of its own, and waits for the end of the round. It is in no round that
     * is not being finished by its deadline, a time of {@link System#nanoTime}.
     */
    R share(M member, long deadline, Round<M, R> own) {
        var mine = new Waiting<>(member, deadline, own);
        if (!enter(mine)) return alone;
        await(mine);
        if (mine.state == State.LEADS) return lead(mine);
        if (mine.state == State.TURN) {
            takeTurn(mine);
            await(mine);
        }
        if (mine.state == State.LEFT) return alone;
        R answer = mine.answer;
        if (answer == null) throw new StoreUnavailableException("the caller that worked for this one gave up", null);
        return answer;
    }

    private boolean enter(Waiting<M, R> mine) {
        lock.lock();
        try {
            if (isHeldUp()) return false;
            queue.add(mine);
            if (open == null) begin();
            else changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody's turn is slow, or was or has failed a moment ago. */
    private boolean isHeldUp() {
        long now = System.nanoTime();
        return now - pausedUntil < 0 || open != null && open.atTurn && now - open.turn > company;
    }

    /** The first in the queue begins a round. */
    private void begin() {
        Waiting<M, R> first = queue.poll();
        open = first == null ? null : first.party;
        if (first == null) return;
        first.party.began = first.party.turn = System.nanoTime();
        first.party.round.takes(first.member);
        first.become(State.LEADS);
    }

    private void await(Waiting<M, R> mine) {
        boolean interrupted = false;
        boolean finishing = false;
        while (mine.state == State.QUEUED || mine.state == State.SERVED) {
            if (finishing) LockSupport.park(this);
            else LockSupport.parkNanos(this, mine.state == State.QUEUED ? Math.min(company, mine.left()) : mine.left());
            interrupted |= Thread.interrupted();
            finishing = !mayLeave(mine, interrupted);
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Leaves where it is better not to wait; tells whether it may, at a later time. */
    private boolean mayLeave(Waiting<M, R> mine, boolean interrupted) {
        lock.lock();
        try {
            boolean late = mine.left() <= 0;
            if (mine.state == State.QUEUED) {
                if ((interrupted || late || isHeldUp()) && queue.remove(mine)) mine.state = State.LEFT;
            } else if (mine.state == State.SERVED) {
                if (mine.party.finishing) return false;
                if (late) leave(mine);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Waiting<M, R> mine) {
        mine.party.broken = true;
        mine.state = State.LEFT;
        changed.signalAll();
    }

    /** An interrupt can cost the connection that is worked on, which is not this one's: it is left alone then. */
    private void takeTurn(Waiting<M, R> mine) {
        State then = Thread.currentThread().isInterrupted() || mine.left() <= 0 ? State.LEFT : State.SERVED;
        boolean failed = false;
        try {
            if (then == State.SERVED) mine.party.round.serve(mine.member);
        } catch (RuntimeException | Error met) {
            failed = true; // and is met once more where this one is alone, if it is its own
        }
        lock.lock();
        try {
            mine.state = then;
            if (then == State.SERVED) mine.party.others.add(mine);
            endTurn(mine.party, failed);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void endTurn(Party<M, R> party, boolean failed) {
        long now = System.nanoTime();
        party.atTurn = false;
        party.broken |= failed;
        if (failed) pausedUntil = now + PAUSE * (now - party.began);
        else if (now - party.turn > company) pausedUntil = now + PAUSE * (now - party.turn);
        if (!party.broken) next(party);
    }

    /** Gives the turn to the first in the queue, while there is room and time. */
    private void next(Party<M, R> party) {
        Waiting<M, R> next = queue.peek();
        if (next == null || System.nanoTime() - party.end > 0 || !party.round.takes(next.member)) return;
        queue.remove();
        next.party = party;
        party.atTurn = true;
        party.turn = System.nanoTime();
        next.become(State.TURN);
    }

    private R lead(Waiting<M, R> first) {
        Party<M, R> party = first.party;
        @Nullable R answer = null;
        try {
            try {
                party.round.serve(first.member);
                gather(party, first.left());
            } finally {
                close(first);
            }
            answer = party.broken ? party.round.takeBack() : party.round.finish();
            return answer;
        } finally {
            end(party, answer);
        }
    }

    private void gather(Party<M, R> party, long left) {
        lock.lock();
        try {
            party.end = System.nanoTime() + Math.min(company, left);
            endTurn(party, false);
            while (party.atTurn || !party.broken) {
                if (party.atTurn) changed.awaitUninterruptibly();
                else if (!queue.isEmpty()) {
                    next(party);
                    if (!party.atTurn) return;
                } else if (finishing == 0 || changed.awaitNanos(party.end - System.nanoTime()) <= 0) return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nobody in any more, and lets nobody leave; the next round may begin. */
    private void close(Waiting<M, R> first) {
        lock.lock();
        try {
            first.party.broken |= first.left() <= 0;
            first.party.finishing = true;
            finishing++;
            begin();
        } finally {
            lock.unlock();
        }
    }

    private void end(Party<M, R> party, @Nullable R answer) {
        lock.lock();
        try {
            finishing--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (Waiting<M, R> each : party.others) {
            each.answer = answer;
            each.become(State.DONE);
        }
    }
}
