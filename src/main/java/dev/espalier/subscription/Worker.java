package dev.espalier.subscription;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.HistoryChangedException;
import dev.espalier.infrastructure.HistoryLostException;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Checkpoints.Moved;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.StoredQuery;
import dev.espalier.subscription.Partition.Page;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one subscription does, step by step, in whatever thread calls; one at a time, and only while this instance has its
 * lease. Nothing but the checkpoint says where it goes on, and it is looked up again after all trouble.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** What is skipped is written down this often: that costs a transaction, and saves only looking again. */
    private static final Duration SKIPPING = Duration.ofSeconds(1);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final int LONGEST_REASON = 1_000;

    private final Partition partition;
    private final Subscription subscription;
    private final BiConsumer<EventEnvelope, Transaction> listener;
    private final StoredQuery query;
    private final History history;
    private final Checkpoints checkpoints;
    private final Leases leases;
    private final Tenure tenure;
    private final Standing standing;
    private final ByHand byHand;
    private final InstantSource clock;
    private final Progress progress;

    private final ReentrantLock turn = new ReentrantLock();
    private final Backoff backoff = new Backoff();
    private Instant moved = Instant.MIN;
    private boolean skipped;
    private int most;
    private int tries;
    private long tried;

    private volatile boolean halted;
    /** Another instance is to run it. */
    private volatile boolean leaving;

    Worker(Partition partition, Following following, Leases leases) {
        this.partition = partition;
        this.subscription = partition.subscription();
        this.listener = partition.listening(following.listener());
        this.query = following.query();
        this.history = following.history();
        this.checkpoints = following.checkpoints();
        this.leases = leases;
        this.tenure = new Tenure(partition.name(), leases);
        this.standing = new Standing(partition, history, checkpoints);
        this.byHand = new ByHand(partition, listener, history, checkpoints, leases, tenure);
        this.clock = following.clock();
        this.progress = new Progress(partition.name(), clock, tenure::look, following.told());
        this.most = subscription.settings().batch().events();
    }

    Progress progress() {
        return progress;
    }

    Leases leases() {
        return leases;
    }

    Tenure tenure() {
        return tenure;
    }

    private String name() {
        return partition.name();
    }

    /** Whether a step may find something to do, where the store ends here. */
    boolean wants(long end) {
        return !halted
                && !leaving
                && !tenure.isElsewhere()
                && switch (progress.state()) {
                    case PAUSED, FAILED, RETRYING, DORMANT -> false;
                    case STANDBY -> true;
                    default -> end != progress.done();
                };
    }

    /** Whether it is to have the lease. One that is paused keeps it, so that nobody goes on; it does not take it. */
    boolean competes() {
        return !halted
                && switch (progress.state()) {
                    case FAILED -> false;
                    case PAUSED -> tenure.held().isPresent();
                    default -> true;
                };
    }

    /** Whether this instance is to have the lease whatever others have, so that nobody goes on. */
    boolean keeps() {
        return progress.state() == State.PAUSED && tenure.held().isPresent();
    }

    /** Whether it is to be run here, of several instances; if not, it is left when the batch at work is over. */
    void allot(boolean here) {
        leaving = !here;
        if (!leaving || !turn.tryLock()) return;
        try {
            leave();
        } finally {
            turn.unlock();
        }
    }

    private void leave() {
        if (tenure.held().isPresent()) {
            leases.giveBack(List.of(tenure));
            standing.forget();
        }
        if (competes()) progress.standsBy(progress.done());
    }

    /** Whether it is for another instance to do what is left up to here. */
    boolean waits(long end) {
        return competes()
                && tenure.held().isEmpty()
                && progress.state() != State.DORMANT
                && progress.state() != State.PAUSED
                && !hasDone(end);
    }

    /** One batch, of what is read in this thread; what it skips is written down at once. */
    Step step() {
        return step(Optional.empty());
    }

    /** One batch, of what was read ahead; or nothing, while that is being read. */
    Step step(Optional<Ahead> ahead) {
        turn.lock();
        try {
            boolean rests = isToRest() || leaving || progress.state() == State.FAILED || tenure.isElsewhere();
            return rests ? Step.REST : attempt(ahead);
        } finally {
            if (leaving) leave();
            turn.unlock();
        }
    }

    private boolean isToRest() {
        return halted || progress.isPaused();
    }

    private Step attempt(Optional<Ahead> ahead) {
        try {
            Lease lease = tenure.held().orElse(null);
            if (lease == null) {
                if (!standing.exists()) return sleep();
                lease = leases.ask(this).orElse(null);
                if (lease == null) return tenure.isKnown() ? standBy() : lookForIt();
            }
            boolean knew = standing.isKnown(lease);
            Checkpoint from = standing.under(lease).orElse(null);
            if (from == null) return vanished();
            if (!knew) {
                progress.began(from.position());
                ahead.ifPresent(Ahead::drop);
            }
            if (ahead.isPresent() && ahead.get().isComing(from, most)) return Step.REST;
            long head = history.head();
            history.verify(name(), from, head, standing.identity());
            if (head == from.position()) {
                progress.did(head, 0, true);
                return Step.REST;
            }
            return batch(lease, from, head, ahead);
        } catch (HistoryChangedException | HistoryLostException | Error needsALook) {
            return fail(needsALook);
        } catch (RuntimeException failure) {
            return again(failure, FIRST_RETRY, LAST_RETRY);
        }
    }

    /** What begins now does so at once, before anything more is stored. */
    void activate() {
        if (subscription.settings().start() != Subscription.NOW) return;
        turn.lock();
        try {
            standing.exists();
        } finally {
            turn.unlock();
        }
    }

    /** Another process may prepare it. */
    private Step sleep() {
        progress.dormant();
        return Step.after(SKIPPING);
    }

    /** It is told when the lease is free, unless somebody was just changing what nobody holds. */
    private Step standBy() {
        leaseSeen();
        return tenure.isElsewhere() ? Step.REST : Step.after(FIRST_RETRY);
    }

    /** It was there once. */
    private Step lookForIt() {
        standing.vanished();
        return Step.after(FIRST_RETRY);
    }

    private Step vanished() {
        tenure.forget();
        return Step.MORE;
    }

    /** What was learnt about the lease, by whoever asked: another instance has it, or a person has set the checkpoint. */
    void leaseSeen() {
        Lease lease = tenure.look().orElse(null);
        if (lease == null) {
            if (!tenure.isKnown()) lookWhetherItIsThere();
        } else if (tenure.isElsewhere()) progress.standsBy(lease.at().position());
        else if (turn.tryLock()) {
            try {
                if (!standing.differs(lease)) return;
                standing.forget();
                progress.began(lease.at().position());
            } finally {
                turn.unlock();
            }
        }
    }

    /** It was removed by another, or by one whose answer was lost; before the next event nothing else would tell. */
    private void lookWhetherItIsThere() {
        boolean believed = switch (progress.state()) {
            case LIVE, CATCHING_UP, STANDBY -> true;
            default -> false;
        };
        if (!believed || !competes() || !turn.tryLock()) return;
        try {
            standing.vanished();
            progress.forgotten();
        } finally {
            turn.unlock();
        }
    }

    private Step batch(Lease lease, Checkpoint from, long head, Optional<Ahead> ahead) {
        Page page = ahead.flatMap(each -> each.take(from, most)).orElseGet(() -> page(from, head, most));
        page.last().ifPresent(last -> ahead.ifPresent(each -> readAhead(each, at(last), head)));
        List<EventEnvelope> events = page.events();
        boolean all = page.last().isEmpty();
        if (all && events.isEmpty() && ahead.isPresent() && clock.instant().isBefore(moved.plus(SKIPPING)))
            return skip(head);
        progress.found(head, events.stream().findFirst().map(EventEnvelope::recordedAt));
        Checkpoint end = page.last().map(this::at).orElseGet(() -> end(events, head));
        var batch = new Batch(events, end, this::at);
        try {
            Moved moved = move(lease, from, batch);
            if (moved != Moved.OK) return lookAgain(moved);
        } catch (Poisoned poisoned) {
            return poisoned(poisoned, lease, from, events.get(0));
        }
        return moved(batch.reached(), batch.handled(), all && batch.isDone());
    }

    private Page page(Checkpoint from, long head, int size) {
        return partition.page(history, query, from.position(), head, size);
    }

    /** Only where the next page may be full. */
    private void readAhead(Ahead ahead, Checkpoint after, long head) {
        int size = subscription.settings().batch().events();
        if (head - after.position() >= partition.limit(size)) ahead.begin(after, size, () -> page(after, head, size));
    }

    private Checkpoint at(EventEnvelope event) {
        return history.at(event, standing.identity());
    }

    /** Rows in the transaction of the checkpoint; what happens in the world before it, outside of any transaction. */
    private Moved move(Lease lease, Checkpoint from, Batch batch) {
        if (!subscription.reacts()) return move(lease, from, transaction -> write(batch, transaction));
        if (tenure.held().filter(held -> held.token() == lease.token()).isEmpty()) return Moved.FENCED;
        Checkpoint to = write(batch, Outside.TRANSACTION);
        return move(lease, from, transaction -> to);
    }

    private Moved move(Lease lease, Checkpoint from, Checkpoints.Rows rows) {
        long asked = leases.nanoTime();
        Moved moved = checkpoints.move(lease, from, rows);
        if (moved == Moved.OK) tenure.prolonged(lease, asked);
        return moved;
    }

    private Checkpoint write(Batch batch, Transaction transaction) {
        var time = new TimeLimit(clock, subscription.settings().batch().time());
        return batch.write(listener, subscription::end, transaction, () -> isToRest() || time.isOver());
    }

    private Step skip(long head) {
        progress.did(head, 0, true);
        if (skipped) return Step.REST;
        skipped = true;
        return Step.after(SKIPPING);
    }

    /** Everything up to the head is in these events, or is skipped. */
    private Checkpoint end(List<EventEnvelope> events, long head) {
        EventEnvelope last = events.isEmpty() ? null : events.get(events.size() - 1);
        return last != null && last.position() == head ? at(last) : history.upTo(head, standing.identity());
    }

    private Step moved(Checkpoint to, int handled, boolean caughtUp) {
        standing.moved(to);
        moved = clock.instant();
        skipped = false;
        most = subscription.settings().batch().events();
        tries = 0;
        backoff.clear();
        progress.did(to.position(), handled, caughtUp);
        return caughtUp ? Step.REST : Step.MORE;
    }

    /** Somebody else has moved it, or has taken the lease. */
    private Step lookAgain(Moved why) {
        standing.forget();
        if (why == Moved.FENCED) tenure.forget();
        return Step.MORE;
    }

    /** What went well before the event is done first, by itself; then it is the first of its batch. */
    private Step poisoned(Poisoned poisoned, Lease lease, Checkpoint from, EventEnvelope first) {
        RuntimeException failure = poisoned.failure;
        if (passes(failure) || Thread.currentThread().isInterrupted()) return again(failure, FIRST_RETRY, LAST_RETRY);
        if (poisoned.before > 0) {
            most = poisoned.before;
            return Step.MORE;
        }
        var trouble = subscription.settings().trouble();
        if (tried != first.position()) tries = 0; // another instance may have gone past the one before
        tried = first.position();
        if (tries++ < trouble.retries()) return again(failure, trouble.pause(), trouble.longestPause());
        return trouble.setAside() ? setAside(lease, from, first, failure) : fail(failure);
    }

    private static boolean passes(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause())
            if (each instanceof EspalierException ours && ours.retryable()) return true;
        return false;
    }

    private Step setAside(Lease lease, Checkpoint from, EventEnvelope event, RuntimeException failure) {
        String reason = String.valueOf(failure.getMessage());
        var kept = new SetAside(
                event.id(),
                event.position(),
                event.stream(),
                event.version(),
                event.type(),
                reason.substring(0, Math.min(reason.length(), LONGEST_REASON)),
                clock.instant());
        Checkpoint to = at(event);
        Moved done = checkpoints.setAside(lease, from, to, kept);
        if (done != Moved.OK) return lookAgain(done);
        LOG.error("subscription {} has set aside {} and goes on", name(), kept, failure);
        return moved(to, 0, false);
    }

    /** Another instance may be able to do it, as one with a newer version of the code. */
    private Step fail(Throwable failure) {
        LOG.error("subscription {} stands still at position {}", name(), progress.done(), failure);
        standing.forget();
        progress.now(State.FAILED, failure);
        leases.giveBack(List.of(tenure));
        return Step.REST;
    }

    private Step again(RuntimeException failure, Duration first, Duration last) {
        Duration pause = backoff.next(first, last);
        LOG.warn("subscription {} at position {} tries again in {}", name(), progress.done(), pause, failure);
        standing.forget();
        progress.now(State.RETRYING, failure);
        return Step.after(pause);
    }

    /** Goes on where it is, whatever was in the way. */
    void resume() {
        turn.lock();
        try {
            forget();
            progress.paused(false);
        } finally {
            turn.unlock();
        }
    }

    private void forget() {
        standing.forget();
        tries = 0;
        backoff.clear();
        progress.forgotten();
    }

    void reset(long position) {
        turn.lock();
        try {
            byHand.reset(position, standing.exists());
            forget();
        } finally {
            turn.unlock();
        }
    }

    List<SetAside> setAside() {
        return byHand.setAside();
    }

    /** While it is at rest. */
    <T> T byHand(Function<ByHand, T> call) {
        turn.lock();
        try {
            return call.apply(byHand);
        } finally {
            turn.unlock();
        }
    }

    /** Whether everything up to a position is done, here or in another process. */
    boolean hasDone(long position) {
        if (progress.done() >= position) return true;
        Optional<Checkpoint> at = checkpoints.find(name());
        return at.isPresent()
                ? at.get().position() >= position
                : subscription.switching().isPresent();
    }

    /** The step at work ends with the event that it is at. */
    void halt() {
        halted = true;
    }

    /** May be run again. */
    void release() {
        halted = false;
    }

    /** Whether nothing is being done in it. */
    boolean isAtRest() {
        if (!turn.tryLock()) return false;
        turn.unlock();
        return true;
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
        progress.stopped();
        turn.unlock();
        return true;
    }

    /** For those who run or wait for it: throws what is in its way. */
    void refuse(boolean whatPassesToo) {
        Throwable why = progress.error().orElse(null);
        if (why == null) return;
        State state = progress.state();
        if (state == State.FAILED) throw new SubscriptionStoppedException(name(), Math.max(0, progress.done()), why);
        if (whatPassesToo && state == State.RETRYING && why instanceof RuntimeException passing) throw passing;
    }

    SubscriptionStatus status(long head) {
        return progress.status(head);
    }
}
