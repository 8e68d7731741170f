package dev.espalier;

import dev.espalier.command.Appends;
import dev.espalier.command.Dispatcher;
import dev.espalier.command.Interceptors;
import dev.espalier.command.Repetitions;
import dev.espalier.command.Retries;
import dev.espalier.command.Route;
import dev.espalier.command.SnapshotUpdates;
import dev.espalier.command.Snapshots;
import dev.espalier.command.StateCache;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.AggregateSnapshots;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandService;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.Interceptor;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.RetryListener;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.keys.SubjectKeys;
import dev.espalier.serialization.CommandContent;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.JacksonCodec;
import dev.espalier.serialization.registry.EventTypes;
import dev.espalier.serialization.registry.Registrations;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.EventStore;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredTypes;
import dev.espalier.store.StoredTypes.StoredType;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.Subscriptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the builder collects, and whether it fits together. */
final class Blueprint {
    final EventStore store;
    InstantSource clock = InstantSource.system();
    EventCodec codec = new JacksonCodec();
    Function<? super Command, byte[]> commandContent = new CommandContent();
    Retry retry = Retry.times(10);
    Waiting waiting = Waiting.system();

    @Nullable
    LongUnaryOperator random;

    int cachedStates = 0;
    boolean reportUnknownTypes = false;

    @Nullable
    Executor snapshotWriter;

    private final TimeOrderedIds inTimeOrder = new TimeOrderedIds();
    private Supplier<UUID> ids = inTimeOrder;
    private LongFunction<UUID> idsAt = inTimeOrder;

    private final Set<Aggregate<?, ?, ?>> aggregates = new LinkedHashSet<>();
    final Registrations events = new Registrations();
    private final List<SnapshotUpdateService> services = new ArrayList<>();
    private final Set<SnapshotUpdateService> switching = new LinkedHashSet<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Map<Class<?>, Route<?>> routes = new LinkedHashMap<>();
    private final List<AggregateSnapshots<?>> snapshots = new ArrayList<>();
    private final List<Interceptor> interceptors = new ArrayList<>();
    private final List<RetryListener> retryListeners = new ArrayList<>();
    private final Map<Class<?>, List<Function<Command, List<String>>>> validators = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Blueprint(EventStore store) {
        this.store = store;
    }

    void ids(Supplier<UUID> source) {
        ids = source;
        idsAt = time -> source.get();
    }

    void aggregate(Aggregate<?, ?, ?> aggregate) {
        aggregates.add(aggregate);
        events.family(aggregate.family());
    }

    void update(SnapshotUpdateService service) {
        services.add(service);
    }

    void snapshots(AggregateSnapshots<?> rule) {
        aggregate(rule.aggregate());
        snapshots.add(rule);
    }

    void subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        subscription.switching().ifPresent(switching::add);
    }

    void intercept(Interceptor interceptor) {
        interceptors.add(interceptor);
    }

    void onRetry(RetryListener listener) {
        retryListeners.add(listener);
    }

    @SuppressWarnings("unchecked") // found again only under the class that it was registered with
    <C extends Command> void validate(Class<C> command, Function<? super C, List<String>> validator) {
        validators.computeIfAbsent(command, none -> new ArrayList<>()).add((Function<Command, List<String>>)
                (Function<?, List<String>>) validator);
    }

    void route(Route<?> route) {
        if (routes.put(route.type(), route) != null)
            problems.add(route.type().getName() + " has two handlers; keep one");
    }

    Dispatcher dispatcher(Appends appends) {
        return new Dispatcher(
                store,
                appends,
                new StateCache(cachedStates),
                new Snapshots(store, snapshots, snapshotWriter),
                new Interceptors(interceptors, validators),
                new Repetitions(commandContent, appends.types()),
                new Retries(retry, waiting, random, retryListeners),
                routes);
    }

    List<Subscription> subscriptions() {
        return List.copyOf(subscriptions);
    }

    Subscriptions following(List<Subscription> registered, Appends appends, CommandService commands) {
        var types = appends.types();
        return new Subscriptions(
                store,
                types,
                types::stored,
                () -> ((CheckpointedStore) store).checkpoints(),
                commands,
                registered,
                clock,
                ids,
                waiting);
    }

    void keys(SubjectKeys subjects, Duration held, int most) {
        if (held.isNegative()) problems.add("keys are held for " + held + ", which is less than nothing");
        if (most < 0) problems.add(most + " keys are held, which is less than none");
        events.keys(subjects, held, most, () -> clock.instant());
    }

    /** All problems at once, or the parts. */
    Appends check() {
        var found = new ArrayList<>(problems);
        var types = events.types(codec, found);
        var byEvent = aggregatesByEvent(types, found);
        if (cachedStates < 0) found.add("stateCache is " + cachedStates + ", but cannot hold fewer than 0 states");
        for (Class<?> command : validators.keySet())
            if (!routes.containsKey(command))
                found.add(command.getName() + " has a validator but no handler: add .handle(...) or .decide(...)");
        checkServices(types, found);
        checkSubscriptions(types, found);
        checkSnapshots(types, found);
        if (store.keepsBytes()) found.addAll(codec.problems(types.decoded()));
        if (found.isEmpty() && store instanceof StoredTypes stored) checkStored(stored, types, found);
        if (!found.isEmpty()) throw new ConfigurationException(found);
        for (String leak : events.leaks(codec, byEvent)) log().warn("{}", leak);
        return new Appends(types, byEvent, inline(), idsAt, clock);
    }

    /** Those that switch come after those that do not. */
    private Participant inline() {
        var all = new ArrayList<>(services);
        all.addAll(switching);
        if (all.isEmpty()) return Participant.NONE;
        return SnapshotUpdates.of(
                all,
                switching,
                (service, transaction) ->
                        ((ViewCheckpoints) ((CheckpointedStore) store).checkpoints()).hold(service, transaction));
    }

    private Map<Class<?>, Aggregate<?, ?, ?>> aggregatesByEvent(EventTypes types, List<String> found) {
        Map<Class<?>, Aggregate<?, ?, ?>> byEvent = new HashMap<>();
        for (var aggregate : aggregates)
            for (Class<?> type : types.classes()) {
                if (!aggregate.family().isAssignableFrom(type)) continue;
                var other = byEvent.putIfAbsent(type, aggregate);
                if (other != null && !other.category().equals(aggregate.category()))
                    found.add(type.getName() + " belongs to the categories " + other.category() + " and "
                            + aggregate.category() + "; an event has one");
                if (!aggregate.handles(type))
                    found.add("aggregate " + aggregate.category() + " says nothing about " + type.getSimpleName()
                            + ": add .on(" + type.getSimpleName() + ".class, ...) or .ignore(...)");
            }
        return byEvent;
    }

    private void checkServices(EventTypes types, List<String> found) {
        var taken = new HashSet<String>();
        for (var service : services) {
            if (!taken.add(service.name()))
                found.add("two snapshot update services are called " + service.name() + "; give one another name");
            checkKnown("snapshot update service " + service.name(), service.types(), types, found);
            checkComplete("snapshot update service " + service.name(), service.types(), types, found);
        }
        if (!services.isEmpty() && !(store instanceof TransactionalStore))
            found.add(store.getClass().getName() + " cannot update rows in the transaction of an append;"
                    + " leave the snapshot update services out or use a store that can");
    }

    private void checkSubscriptions(EventTypes types, List<String> found) {
        var taken = new HashSet<String>();
        for (var service : services) taken.add(service.name());
        for (var each : subscriptions) {
            String what = "subscription " + each.name();
            if (!taken.add(each.name()))
                found.add(what + " has the name of another one, or of a snapshot update service");
            checkKnown(what, each.types(), types, found);
            if (each.complete()) checkComplete(what, each.types(), types, found);
            if (each.switching().isPresent()) checkSwitching(each, found);
            if (!each.hasCheckpoints() && !(store instanceof CheckpointedStore))
                found.add(what + " has no place for its checkpoint, as "
                        + store.getClass().getName() + " keeps none: add .checkpoints(...)");
        }
    }

    private void checkSwitching(Subscription each, List<String> found) {
        String what = "switching subscription " + each.name();
        if (each.selects())
            found.add(what
                    + " hears of some events only, by tags or categories; inline it would hear of all: leave them out");
        if (each.hasCheckpoints())
            found.add(
                    what
                            + " keeps its checkpoint elsewhere; its rows must be beside the events: leave .checkpoints(...) out");
        if (!(store instanceof TransactionalStore)
                || !(store instanceof CheckpointedStore checkpointed)
                || !(checkpointed.checkpoints() instanceof ViewCheckpoints))
            found.add(what + " needs a store that can run it inline and keeps how it runs; "
                    + store.getClass().getName() + " does not");
    }

    private static void checkKnown(String who, Set<Class<?>> listened, EventTypes types, List<String> found) {
        for (Class<?> type : listened)
            if (!types.knows(type))
                found.add(who + " listens to " + type.getName()
                        + ", which is not registered: add .aggregate(...) or .events(...)");
    }

    private void checkSnapshots(EventTypes types, List<String> found) {
        var names = new HashSet<String>();
        for (var rule : snapshots) {
            if (!names.add(rule.name()))
                found.add("two aggregates keep snapshots called " + rule.name() + "; give one of them .named(...)");
            if (!types.mayKeep(rule.aggregate().family()))
                found.add("aggregate snapshots " + rule.name()
                        + " would keep personal data beyond the forgetting of their"
                        + " subject; leave .snapshots(...) out");
            found.addAll(rule.codec().problems());
        }
        if (!snapshots.isEmpty() && !(store instanceof AggregateSnapshotStore))
            found.add(store.getClass().getName() + " keeps no aggregate snapshots; leave .snapshots(...) out");
    }

    /** A service that touches a family says something about each of its types, so that a new one is not passed by. */
    private void checkComplete(String who, Set<Class<?>> spoken, EventTypes types, List<String> found) {
        var touched = new LinkedHashSet<Class<?>>();
        for (Class<?> type : spoken)
            for (var family : events.families()) if (family.isAssignableFrom(type)) touched.add(family);
        for (Class<?> type : types.classes())
            if (!spoken.contains(type) && touched.stream().anyMatch(family -> family.isAssignableFrom(type)))
                found.add(who + " says nothing about " + type.getSimpleName() + ": add on(" + type.getSimpleName()
                        + ".class, ...) or ignore(...)");
    }

    /** Asked for where something is to be said: to look for a logger takes a tenth of the time of a first command. */
    private static Logger log() {
        return LoggerFactory.getLogger(Espalier.class);
    }

    /** Stored forms must resolve where this application handles their category; others are somebody else's. */
    private void checkStored(StoredTypes stored, EventTypes types, List<String> found) {
        var categories = new HashSet<String>();
        for (var aggregate : aggregates) categories.add(aggregate.category());
        for (StoredType type : stored.storedTypes()) {
            if (types.resolves(type.name(), type.schemaVersion())) continue;
            String what = "the store holds events " + type.name() + " in schema version " + type.schemaVersion()
                    + " of category " + type.category();
            if (!categories.contains(type.category())) log().info("{}, which is not handled here", what);
            else if (reportUnknownTypes || types.isNewer(type.name(), type.schemaVersion()))
                log().warn(
                                "{}: {}; such an event is unreadable here",
                                what,
                                types.whyUnknown(type.name(), type.schemaVersion()));
            else
                found.add(what + ", which this application handles: "
                        + types.whyUnknown(type.name(), type.schemaVersion()));
        }
    }
}
