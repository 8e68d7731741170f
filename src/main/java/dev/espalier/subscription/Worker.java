package dev.espalier.subscription;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.HistoryChangedException;
import dev.espalier.infrastructure.HistoryLostException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Checkpoints.Moved;
import dev.espalier.store.SetAside;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StoredQuery;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
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
    private static final int LONGEST_REASON = 1_000;

    private final Subscription subscription;
    private final BiConsumer<EventEnvelope, Transaction> listener;
    private final StoredQuery query;
    private final History history;
    private final Checkpoints checkpoints;
    private final InstantSource clock;
    private final Progress progress;

    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Checkpoint known;
    private StoreIdentity identity = new StoreIdentity("", 0);
    private Instant moved = Instant.MIN;
    private boolean skipped;
    private int most;
    private int tries;
    private Duration pause = Duration.ZERO;

    private volatile boolean halted;

    Worker(
            Subscription subscription,
            BiConsumer<EventEnvelope, Transaction> listener,
            StoredQuery query,
            History history,
            Checkpoints checkpoints,
            InstantSource clock,
            Progress progress) {
        this.subscription = subscription;
        this.listener = listener;
        this.query = query;
        this.history = history;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.progress = progress;
        this.most = subscription.settings().batch().events();
    }

    Progress progress() {
        return progress;
    }

    private String name() {
        return subscription.name();
    }

    /** Whether a step may find something to do, where the store ends here. */
    boolean wants(long end) {
        return !halted
                && switch (progress.state()) {
                    case PAUSED, FAILED, RETRYING, DORMANT -> false;
                    default -> end != progress.done();
                };
    }

    /** One batch. A thorough one writes down at once what it skips. */
    Step step(boolean thorough) {
        turn.lock();
        try {
            return isToRest() || progress.state() == State.FAILED ? Step.REST : attempt(thorough);
        } finally {
            turn.unlock();
        }
    }

    private boolean isToRest() {
        return halted || progress.state() == State.PAUSED;
    }

    private Step attempt(boolean thorough) {
        try {
            if (known == null && !isPrepared()) return sleep();
            Checkpoint from = known == null ? begin() : known;
            long head = history.head();
            history.verify(name(), from, head, identity);
            if (head == from.position()) {
                progress.did(head, 0, true);
                return Step.REST;
            }
            return batch(from, head, thorough);
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
            if (known == null) begin();
        } finally {
            turn.unlock();
        }
    }

    /** A version of a view exists as long as its checkpoint does, and a service runs inline as long as it has none. */
    private boolean isPrepared() {
        return !subscription.mayRest() || checkpoints.find(name()).isPresent();
    }

    /** Another process may prepare it. */
    private Step sleep() {
        progress.dormant();
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
        progress.began(found.position());
        return found;
    }

    private Step batch(Checkpoint from, long head, boolean thorough) {
        List<EventEnvelope> events = history.page(query, from.position(), head, most);
        if (events.isEmpty() && !thorough && clock.instant().isBefore(moved.plus(SKIPPING))) return skip(head);
        progress.found(head, events.stream().findFirst().map(EventEnvelope::recordedAt));
        boolean all = events.size() < most;
        var batch = new Batch(events, all ? end(events, head) : history.at(events.get(events.size() - 1), identity));
        try {
            if (move(from, batch) != Moved.OK) return lookAgain();
        } catch (Poisoned poisoned) {
            return poisoned(poisoned, from, events.get(0));
        }
        return moved(batch.reached, batch.handled, all && batch.handled == events.size());
    }

    /** Rows in the transaction of the checkpoint; what happens in the world before it, outside of any transaction. */
    private Moved move(Checkpoint from, Batch batch) {
        if (!subscription.reacts()) return checkpoints.move(name(), from, batch::write);
        Checkpoint to = batch.write(Outside.TRANSACTION);
        return checkpoints.move(name(), from, transaction -> to);
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
        return last != null && last.position() == head ? history.at(last, identity) : history.upTo(head, identity);
    }

    /** One event after the other, until the batch is over or somebody wants it to end. */
    private final class Batch {
        private final List<EventEnvelope> events;
        private Checkpoint reached;
        private int handled;

        Batch(List<EventEnvelope> events, Checkpoint end) {
            this.events = events;
            this.reached = end;
        }

        Checkpoint write(Transaction transaction) {
            Instant deadline =
                    clock.instant().plus(subscription.settings().batch().time());
            for (; handled < events.size(); handled++) {
                if (handled > 0 && (isToRest() || clock.instant().isAfter(deadline))) {
                    reached = history.at(events.get(handled - 1), identity);
                    break;
                }
                try {
                    listener.accept(events.get(handled), transaction);
                } catch (RuntimeException failure) {
                    throw new Poisoned(handled, failure);
                }
            }
            end(transaction);
            return reached;
        }

        /** Which event is to blame is not known: halves of it are tried, down to one. */
        private void end(Transaction transaction) {
            if (handled == 0) return;
            try {
                subscription.end(events.get(handled - 1), transaction);
            } catch (RuntimeException failure) {
                throw new Poisoned(handled / 2, failure);
            }
        }
    }

    private Step moved(Checkpoint to, int handled, boolean caughtUp) {
        known = to;
        moved = clock.instant();
        skipped = false;
        most = subscription.settings().batch().events();
        tries = 0;
        pause = Duration.ZERO;
        progress.did(to.position(), handled, caughtUp);
        return caughtUp ? Step.REST : Step.MORE;
    }

    /** Somebody else has moved it. */
    private Step lookAgain() {
        known = null;
        return Step.MORE;
    }

    /** What went well before the event is done first, by itself; then it is the first of its batch. */
    private Step poisoned(Poisoned poisoned, Checkpoint from, EventEnvelope first) {
        RuntimeException failure = poisoned.failure;
        if (passes(failure) || Thread.currentThread().isInterrupted()) return again(failure, FIRST_RETRY, LAST_RETRY);
        if (poisoned.before > 0) {
            most = poisoned.before;
            return Step.MORE;
        }
        var trouble = subscription.settings().trouble();
        if (tries++ < trouble.retries()) return again(failure, trouble.pause(), trouble.longestPause());
        return trouble.setAside() ? setAside(from, first, failure) : fail(failure);
    }

    private static boolean passes(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause())
            if (each instanceof EspalierException ours && ours.retryable()) return true;
        return false;
    }

    private Step setAside(Checkpoint from, EventEnvelope event, RuntimeException failure) {
        String reason = String.valueOf(failure.getMessage());
        var kept = new SetAside(
                event.id(),
                event.position(),
                event.stream(),
                event.version(),
                event.type(),
                reason.substring(0, Math.min(reason.length(), LONGEST_REASON)),
                clock.instant());
        Checkpoint to = history.at(event, identity);
        if (checkpoints.setAside(name(), from, to, kept) != Moved.OK) return lookAgain();
        LOG.error("subscription {} has set aside {} and goes on", name(), kept, failure);
        return moved(to, 0, false);
    }

    private Step fail(Throwable failure) {
        LOG.error("subscription {} stands still at position {}", name(), progress.done(), failure);
        known = null;
        progress.now(State.FAILED, failure);
        return Step.REST;
    }

    private Step again(RuntimeException failure, Duration first, Duration last) {
        pause = pause.isZero() ? first : pause.multipliedBy(2);
        if (pause.compareTo(last) > 0) pause = last;
        LOG.warn("subscription {} at position {} tries again in {}", name(), progress.done(), pause, failure);
        known = null;
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
        known = null;
        tries = 0;
        pause = Duration.ZERO;
        progress.forgotten();
    }

    void reset(long position) {
        turn.lock();
        try {
            if (subscription.reacts()) refuseRepetition(position);
            if (!isPrepared())
                throw new InvalidInputException(
                        "subscription",
                        name(),
                        subscription.switching().isPresent()
                                ? "runs inline: let services() run it asynchronously first"
                                : "is not prepared: let viewModels() prepare it");
            checkpoints.reset(name(), history.upTo(position, history.identity()));
            forget();
        } finally {
            turn.unlock();
        }
    }

    private void refuseRepetition(long position) {
        long done = checkpoints.find(name()).map(Checkpoint::position).orElse(0L);
        long first = Math.min(done, history.head());
        if (position < first)
            throw new InvalidInputException(
                    "position",
                    position,
                    "would let reactor " + name() + " do again what it has done: from " + first + " on");
    }

    List<SetAside> setAside() {
        return checkpoints.setAside(name());
    }

    boolean redrive(UUID event) {
        EventEnvelope envelope = history.store().find(event, history.types()).orElse(null);
        if (envelope == null) return false;
        turn.lock();
        try {
            if (!subscription.reacts())
                return checkpoints.settle(name(), event, transaction -> {
                    listener.accept(envelope, transaction);
                    subscription.end(envelope, transaction);
                });
            if (setAside().stream().noneMatch(each -> each.event().equals(event))) return false;
            listener.accept(envelope, Outside.TRANSACTION);
            return clear(event);
        } finally {
            turn.unlock();
        }
    }

    boolean clear(UUID event) {
        return checkpoints.settle(name(), event, transaction -> {});
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
