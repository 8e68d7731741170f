package dev.espalier.subscription;

import dev.espalier.infrastructure.CommandService;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.SubscriptionHeldException;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.EventStore;
import dev.espalier.store.EventType;
import dev.espalier.store.SetAside;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.ViewCheckpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of an application, as {@code Espalier.subscriptions()} returns them. They run on an executor of the
 * application's, by {@link #start}, or in the calling thread, by {@link #runUntilCaughtUp}; without either, nothing runs.
 * Each is given the events in the order of positions, one batch at a time, by one thread at a time; different ones run side
 * by side. Of several instances, in as many processes, one runs it at a time, by a lease. Safe for use by several threads.
 */
public final class Subscriptions {
    private static final long FIRST_PAUSE = 500_000;
    private static final long LONGEST_PAUSE = 50_000_000;

    private record Place(Checkpoints checkpoints, Duration lease) {}

    /** What came of waiting. */
    public enum Awaited {
        /** It was done meanwhile. */
        DONE,
        /** It was done before. */
        ALREADY,
        /** It is not done yet. */
        TIMED_OUT
    }

    private final History history;
    private final InstantSource clock;
    private final Waiting waiting;
    private final String instance;
    private final Map<String, Workers> workers = new LinkedHashMap<>();
    private final Map<Place, Leases> leases = new LinkedHashMap<>();
    private final ViewModels viewModels;
    private final ServiceSwitch services;
    private final List<Consumer<SubscriptionStatus>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Pump pump;
    /** It may still read. */
    private @Nullable Pump stopped;

    /**
     * For {@code Espalier}.
     *
     * @param store that is followed
     * @param types from stored names to types
     * @param stored from classes to stored names
     * @param checkpoints where those are kept that do not say it themselves
     * @param commands where reactors send commands to
     * @param subscriptions each under a name of its own
     * @param clock by which batches end
     * @param ids from which this instance has its name
     * @param waiting how time passes for leases and for those who wait
     */
    public Subscriptions(
            EventStore store,
            EventType.Lookup types,
            Function<Query, StoredQuery> stored,
            Supplier<Checkpoints> checkpoints,
            CommandService commands,
            List<Subscription> subscriptions,
            InstantSource clock,
            Supplier<UUID> ids,
            Waiting waiting) {
        this.history = new History(store, types);
        this.clock = clock;
        this.waiting = waiting;
        this.instance = subscriptions.isEmpty() ? "" : ids.get().toString();
        var versions = new ArrayList<ViewVersion>();
        var switching = new ArrayList<ServiceSwitch.Service>();
        for (Subscription each : subscriptions) {
            var settings = each.settings();
            var own = settings.checkpoints().orElseGet(checkpoints);
            each.viewModel()
                    .ifPresent(model -> versions.add(new ViewVersion(
                            model,
                            each,
                            stored.apply(settings.query()),
                            history,
                            ViewModels.checkpoints(model, own),
                            clock)));
            if (each.switching().isPresent())
                switching.add(new ServiceSwitch.Service(each, stored.apply(settings.query()), (ViewCheckpoints) own));
            var following = new Following(
                    each,
                    each.listener((command, metadata) -> sent(commands.send(command, metadata))),
                    stored.apply(settings.query()),
                    history,
                    own,
                    clock,
                    this::tell);
            var place = new Place(own, settings.lease());
            workers.put(each.name(), Workers.of(following, leases.computeIfAbsent(place, this::leases)));
        }
        viewModels = new ViewModels(history, versions, this::resume);
        for (ViewVersion each : versions) listen(each::heard);
        services = new ServiceSwitch(history, switching, this::resume);
    }

    private Leases leases(Place place) {
        return new Leases(place.checkpoints, instance, place.lease, waiting);
    }

    /**
     * Under which name this instance holds leases, as the status of others shows it.
     *
     * @return unlike that of any other; empty when there is no subscription
     */
    public String instance() {
        return instance;
    }

    /**
     * The views that have versions, and what is done with them.
     *
     * @return those that were registered as subscriptions
     */
    public ViewModels viewModels() {
        return viewModels;
    }

    /**
     * The snapshot update services that run inline or asynchronously, and how they go over.
     *
     * @return those that were registered as {@link Subscription#switching switching} subscriptions
     */
    public ServiceSwitch services() {
        return services;
    }

    private Receipt sent(Receipt receipt) {
        wake();
        return receipt;
    }

    private void tell(SubscriptionStatus status) {
        for (Consumer<SubscriptionStatus> each : listeners) {
            try {
                each.accept(status);
            } catch (RuntimeException failure) {
                LoggerFactory.getLogger(Subscriptions.class)
                        .error("a listener to subscriptions failed; they go on", failure);
            }
        }
    }

    /**
     * Tells of every batch and of every change of state from now on: for metrics, traces and logs.
     *
     * @param listener called by the thread at work, so it must be quick; what it throws is logged
     */
    public void listen(Consumer<SubscriptionStatus> listener) {
        listeners.add(listener);
    }

    /**
     * Runs them on an executor, until {@link #stop}. Those that begin now, begin before this returns. No thread of it is held
     * while there is nothing to do; while one catches up, its next page is read beside the batch at work.
     *
     * @param executor with any number of threads; stays the application's, who shuts it down after {@link #stop}
     * @throws InvalidInputException when they run already
     */
    public synchronized void start(ScheduledExecutorService executor) {
        if (pump != null) throw new InvalidInputException("executor", executor, "is the second one: stop() first");
        var started = new Pump(history, all(), List.copyOf(leases.values()), executor, clock);
        all().forEach(Worker::release);
        all().forEach(Worker::activate);
        leases.values().forEach(Leases::enter);
        pump = started;
        started.start();
    }

    /**
     * Ends the running. Each batch at work ends with the event that it is at, and what it has done is kept. Other instances
     * go on with those that have ended.
     *
     * @param atMost how long to wait for them
     * @return whether all have ended in that time; one that has not goes no further than its event
     */
    public synchronized boolean stop(Duration atMost) {
        Pump running = pump;
        if (running != null) {
            running.stop();
            stopped = running;
        }
        pump = null;
        all().forEach(Worker::halt);
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean all = true;
        for (Worker each : all()) all &= each.halted(Math.max(0, deadline - System.nanoTime()));
        if (stopped != null) all &= stopped.hasEnded(deadline);
        leases.values().forEach(running == null ? Leases::tidy : Leases::leave);
        return all;
    }

    /** Tells that events were stored. {@code Espalier} does so; others spare the wait for the next look at the store. */
    public void wake() {
        Pump running = pump;
        if (running != null) running.wake();
    }

    /**
     * Runs one batch of each that no other instance runs, in this thread.
     *
     * @return whether any of them has more to do
     * @throws SubscriptionStoppedException when one stands still
     * @throws RuntimeException what is in the way of one for a while
     */
    public boolean runOnce() {
        return leased(this::round);
    }

    private boolean round() {
        boolean more = false;
        for (Worker each : all()) {
            more |= !each.step().rest();
            each.refuse(true);
        }
        return more;
    }

    private boolean leased(BooleanSupplier run) {
        leases.values().forEach(Leases::enter);
        try {
            return run.getAsBoolean();
        } finally {
            leases.values().forEach(Leases::leave);
        }
    }

    /**
     * Runs all of them until everything is done that was stored when it looked last, in this thread. What another instance
     * runs is waited for; when that one dies or hangs, until its lease lapses, and is done here then.
     *
     * @throws SubscriptionStoppedException when one stands still
     * @throws SubscriptionHeldException when another instance holds one and does not go on with it, as when it is paused there
     * @throws RuntimeException what is in the way of one for a while
     */
    public void runUntilCaughtUp() {
        leased(() -> {
            var others = new Others(waiting);
            boolean more = true;
            while (more) {
                leases.values().forEach(Leases::lookWhenDue);
                more = round() || others.wait(all(), history.head());
            }
            return false;
        });
    }

    /**
     * Pauses one in this instance until it is resumed here; its batch at work ends with the event that it is at. If it was run
     * here, no other instance goes on with it meanwhile; if not, it is not taken over here.
     *
     * @param name of its projector, service or reactor
     */
    public void pause(String name) {
        workers(name).pause();
    }

    /**
     * Lets one go on that was paused, or that stands still at an event whose trouble was removed.
     *
     * @param name of its projector, service or reactor
     */
    public void resume(String name) {
        workers(name).resume();
        wake();
    }

    /**
     * Sets one to a place, by a person's word: back, to be given the events again after its rows were removed; or anywhere,
     * when the store was restored to an earlier point. Lets it go on from there if it was not paused. A reactor is never set
     * back.
     *
     * @param name of its projector, service or reactor
     * @param position up to which everything shall count as done; 0 for the beginning
     * @throws InvalidInputException when a reactor would do again what it has done
     */
    public void reset(String name, long position) {
        workers(name).reset(position);
        wake();
    }

    /**
     * Takes over the configured number and key of partitions, by a person's word, where others are stored: first all that the
     * former ones have not done is done, in this thread; then the new ones begin there. Until then they are refused, so that
     * nothing is left out or done twice. Does nothing where they are stored already. A reactor does in the world what is left.
     *
     * @param name of its projector, service or reactor
     * @throws SubscriptionHeldException when an instance runs the former ones: stop it first
     * @throws InvalidInputException when something is set aside, or when another key is wanted and the former partitions do not
     *     stand at the same position: go over to one partition in between, with the key as it was
     * @throws SubscriptionStoppedException when an event that is left cannot be handled
     * @throws RuntimeException what is in the way for a while
     */
    public void repartition(String name) {
        workers(name).repartition();
        wake();
    }

    /**
     * Waits until a subscription has done what an append or a command stored, so that its rows show it.
     *
     * @param name of its projector, service or reactor
     * @param receipt of the append or command
     * @param atMost how long to wait
     * @return what came of it
     * @throws SubscriptionStoppedException when it stands still in this process, with the cause; in another process it is
     *     waited for in vain
     */
    public Awaited awaitProcessed(String name, Receipt receipt, Duration atMost) {
        Workers workers = workers(name);
        long position = receipt.position();
        if (workers.hasDone(position)) return Awaited.ALREADY;
        long deadline = System.nanoTime() + atMost.toNanos();
        long pause = FIRST_PAUSE;
        while (System.nanoTime() < deadline) {
            workers.refuse(false);
            try {
                workers.await(position, Math.min(pause, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Awaited.TIMED_OUT;
            }
            if (workers.hasDone(position)) return Awaited.DONE;
            pause = Math.min(LONGEST_PAUSE, pause * 2);
        }
        workers.refuse(false);
        return Awaited.TIMED_OUT;
    }

    /**
     * What a subscription could not handle and went past.
     *
     * @param name of its projector, service or reactor
     * @return in the order of positions
     */
    public List<SetAside> setAside(String name) {
        return workers(name).setAside();
    }

    /**
     * Handles an event that was set aside, once its trouble is removed; rows and the end of its record commit together. It
     * comes after later ones of its stream.
     *
     * @param name of its projector, service or reactor
     * @param event its id
     * @return whether it was set aside, and is handled now
     * @throws SubscriptionHeldException when another instance runs the subscription
     * @throws RuntimeException what the projector or service throws, again
     */
    public boolean redrive(String name, UUID event) {
        return workers(name).redrive(event);
    }

    /**
     * Forgets the record of an event that was set aside, by a person's word.
     *
     * @param name of its projector, service or reactor
     * @param event its id
     * @return whether it was set aside
     * @throws SubscriptionHeldException when another instance runs the subscription
     */
    public boolean clear(String name, UUID event) {
        return workers(name).clear(event);
    }

    /**
     * Where one stands, all its partitions together.
     *
     * @param name of its projector, service or reactor
     * @return as this process knows it
     */
    public SubscriptionStatus status(String name) {
        return workers(name).status(history.head());
    }

    /**
     * Where all of them stand, each partition by itself.
     *
     * @return in the order of their registration
     */
    public List<SubscriptionStatus> status() {
        long head = history.head();
        return workers.values().stream()
                .flatMap(each -> each.partitions(head).stream())
                .toList();
    }

    /**
     * Whether nobody has to look.
     *
     * @param atMost how far each may be behind
     * @return false when one stands still, waits, is not run or is further behind
     */
    public boolean areHealthy(Duration atMost) {
        return status().stream().allMatch(each -> each.isHealthy(atMost));
    }

    /**
     * Where all of them stand, for a person.
     *
     * @return a line for each
     */
    public String table() {
        return status().stream().map(each -> each + System.lineSeparator()).collect(Collectors.joining());
    }

    private List<Worker> all() {
        return workers.values().stream().flatMap(each -> each.all().stream()).toList();
    }

    private Workers workers(String name) {
        Workers found = workers.get(name);
        if (found == null)
            throw new InvalidInputException("subscription", name, "is unknown; there are " + workers.keySet());
        return found;
    }
}
