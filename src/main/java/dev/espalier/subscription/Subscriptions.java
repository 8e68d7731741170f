package dev.espalier.subscription;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.EventStore;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of an application, as {@code Espalier.subscriptions()} returns them. They run on an executor of the
 * application's, by {@link #start}, or in the calling thread, by {@link #runUntilCaughtUp}; without either, nothing runs.
 * Each is given the events in the order of positions, one batch at a time, by one thread at a time; different ones run side
 * by side. Safe for use by several threads.
 */
public final class Subscriptions {
    private final History history;
    private final InstantSource clock;
    private final Map<String, Worker> workers = new LinkedHashMap<>();
    private volatile @Nullable Pump pump;

    /**
     * For {@code Espalier}.
     *
     * @param store that is followed
     * @param types from stored names to types
     * @param stored from classes to stored names
     * @param checkpoints where those are kept that do not say it themselves
     * @param subscriptions each under a name of its own
     * @param clock by which batches end
     */
    public Subscriptions(
            EventStore store,
            EventType.Lookup types,
            Function<Query, StoredQuery> stored,
            Supplier<Checkpoints> checkpoints,
            List<Subscription> subscriptions,
            InstantSource clock) {
        this.history = new History(store, types);
        this.clock = clock;
        for (Subscription each : subscriptions) {
            var settings = each.settings();
            var own = settings.checkpoints().orElseGet(checkpoints);
            workers.put(each.name(), new Worker(each, stored.apply(settings.query()), history, own, clock));
        }
    }

    /**
     * Runs them on an executor, until {@link #stop}. No thread of it is held while there is nothing to do.
     *
     * @param executor with any number of threads; stays the application's, who shuts it down after {@link #stop}
     * @throws InvalidInputException when they run already
     */
    public synchronized void start(ScheduledExecutorService executor) {
        if (pump != null) throw new InvalidInputException("executor", executor, "is the second one: stop() first");
        var started = new Pump(history, List.copyOf(workers.values()), executor, clock);
        workers.values().forEach(Worker::release);
        pump = started;
        started.start();
    }

    /**
     * Ends the running. Each batch at work ends with the event that it is at, and what it has done is kept.
     *
     * @param atMost how long to wait for them
     * @return whether all have ended in that time; one that has not goes no further than its event
     */
    public synchronized boolean stop(Duration atMost) {
        Pump running = pump;
        if (running != null) running.stop();
        pump = null;
        workers.values().forEach(Worker::halt);
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean all = true;
        for (Worker each : workers.values()) all &= each.halted(Math.max(0, deadline - System.nanoTime()));
        return all;
    }

    /** Tells that events were stored. {@code Espalier} does so; others spare the wait for the next look at the store. */
    public void wake() {
        Pump running = pump;
        if (running != null) running.wake();
    }

    /**
     * Runs one batch of each, in this thread.
     *
     * @return whether any of them has more to do
     * @throws SubscriptionStoppedException when one stands still
     * @throws RuntimeException what is in the way of one for a while
     */
    public boolean runOnce() {
        boolean more = false;
        for (Worker each : workers.values()) {
            more |= !each.step(true).rest();
            each.refuse();
        }
        return more;
    }

    /**
     * Runs all of them until they have done everything that was stored when they looked last, in this thread.
     *
     * @throws SubscriptionStoppedException when one stands still
     * @throws RuntimeException what is in the way of one for a while
     */
    public void runUntilCaughtUp() {
        boolean more = true;
        while (more) more = runOnce();
    }

    /**
     * Pauses one until it is resumed; its batch at work ends with the event that it is at.
     *
     * @param name of its projector or service
     */
    public void pause(String name) {
        worker(name).pause();
    }

    /**
     * Lets one go on that was paused, or that stands still at an event whose trouble was removed.
     *
     * @param name of its projector or service
     */
    public void resume(String name) {
        worker(name).resume();
        wake();
    }

    /**
     * Sets one to a place, by a person's word: back, to be given the events again after its rows were removed; or anywhere,
     * when the store was restored to an earlier point. Lets it go on from there if it was not paused.
     *
     * @param name of its projector or service
     * @param position up to which everything shall count as done; 0 for the beginning
     */
    public void reset(String name, long position) {
        worker(name).reset(position);
        wake();
    }

    /**
     * Where one stands.
     *
     * @param name of its projector or service
     * @return as this process knows it
     */
    public SubscriptionStatus status(String name) {
        return worker(name).status();
    }

    /**
     * Where all of them stand.
     *
     * @return in the order of their registration
     */
    public List<SubscriptionStatus> status() {
        return workers.values().stream().map(Worker::status).toList();
    }

    private Worker worker(String name) {
        Worker found = workers.get(name);
        if (found == null)
            throw new InvalidInputException("subscription", name, "is unknown; there are " + workers.keySet());
        return found;
    }
}
