package dev.espalier.subscription;

import dev.espalier.infrastructure.CommandService;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Reactor;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.store.Checkpoints;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Who follows the events, from where, and how. Immutable: each word returns another one.
 *
 * <pre>{@code
 * Espalier.on(store).subscribe(Subscription.of(new CustomerAccounts(accounts)).batch(200, Duration.ofSeconds(1)))
 * }</pre>
 */
public final class Subscription {
    static final long NOW = -1;
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    static final int MOST_PARTITIONS = 64;
    private static final Settings.Trouble AGAIN =
            new Settings.Trouble(5, Duration.ofSeconds(1), Duration.ofMinutes(1), false);

    private enum Kind {
        PROJECTOR,
        SERVICE,
        REACTOR
    }

    private final String name;
    private final Set<? extends Class<?>> types;
    private final Kind kind;
    private final Function<CommandService, BiConsumer<EventEnvelope, Transaction>> listener;
    private final Optional<Projector> projector;
    private final Optional<SnapshotUpdateService> service;
    private final Settings settings;

    private Subscription(
            String name,
            Set<? extends Class<?>> types,
            Kind kind,
            Function<CommandService, BiConsumer<EventEnvelope, Transaction>> listener,
            Optional<Projector> projector,
            Optional<SnapshotUpdateService> service,
            Settings settings) {
        this.name = name;
        this.types = types;
        this.kind = kind;
        this.listener = listener;
        this.projector = projector;
        this.service = service;
        this.settings = settings;
    }

    /**
     * A view that is kept some time after the events. A {@link ViewModel} begins when it is prepared, by {@link ViewModels}.
     *
     * @param projector writes its rows
     * @return from the origin, in batches of 1,000 events or one second, with its checkpoint in the store of the events
     */
    public static Subscription of(Projector projector) {
        return of(
                projector.name(),
                projector.types(),
                Kind.PROJECTOR,
                commands -> projector::project,
                Optional.of(projector),
                Optional.empty());
    }

    /**
     * Rows of the old domain model that are brought up to date some time after the events, instead of in their transaction.
     *
     * @param service writes them; events of origin {@link Origin#IMPORTED} are passed by, as their rows were there before
     * @return from the origin, in batches of 1,000 events or one second, with its checkpoint in the store of the events
     */
    public static Subscription of(SnapshotUpdateService service) {
        return of(
                service.name(),
                service.types(),
                Kind.SERVICE,
                commands -> (event, transaction) -> {
                    if (event.origin() != Origin.IMPORTED) service.update(event, transaction);
                },
                Optional.empty(),
                Optional.of(service));
    }

    /**
     * What is done in the world because of events. It is activated when it first begins: only live events that are stored
     * later count, and none is ever given again by a person's word. Its checkpoint moves after each event.
     *
     * @param reactor does it
     * @return from now, each event by itself, tried again 5 times after 1 second to 1 minute, with its checkpoint in the store
     *     of the events
     */
    public static Subscription of(Reactor reactor) {
        Subscription made = of(
                reactor.name(),
                reactor.types(),
                Kind.REACTOR,
                commands -> (event, none) -> reactor.react(event, commands),
                Optional.empty(),
                Optional.empty());
        return made.with(made.settings.startingAt(NOW).with(AGAIN).with(new Settings.Size(1, Duration.ofSeconds(1))));
    }

    private static Subscription of(
            String name,
            Set<? extends Class<?>> types,
            Kind kind,
            Function<CommandService, BiConsumer<EventEnvelope, Transaction>> listener,
            Optional<Projector> projector,
            Optional<SnapshotUpdateService> service) {
        if (types.isEmpty()) throw new InvalidInputException("subscription", name, "listens to no event: add on(...)");
        @SuppressWarnings({"unchecked", "rawtypes"}) // services and projectors register events only
        Class<? extends Event>[] events = types.toArray(new Class[0]);
        return new Subscription(name, types, kind, listener, projector, service, new Settings(Query.types(events)));
    }

    private Subscription with(Settings changed) {
        return new Subscription(name, types, kind, listener, projector, service, changed);
    }

    /**
     * Only events that carry these tags.
     *
     * @param tags all of which are demanded
     * @return the subscription
     */
    public Subscription withTags(Tag... tags) {
        return with(settings.with(settings.query().withTags(tags)));
    }

    /**
     * Only events of streams of these categories.
     *
     * @param categories any of which is demanded
     * @return the subscription
     */
    public Subscription withCategories(String... categories) {
        return with(settings.with(settings.query().withCategories(categories)));
    }

    /**
     * A snapshot update service that may also write its rows in the transactions of the appends: which of both is said at run
     * time, by {@link ServiceSwitch}, and is in force for all processes.
     *
     * @param first how it runs until that is said: {@code INLINE} where it was registered by {@code update} so far. One that
     *     was a subscription so far goes on as one
     * @return the subscription, of all events that the service speaks about
     * @throws InvalidInputException when it is no snapshot update service
     */
    public Subscription switching(ServiceMode first) {
        if (service.isEmpty())
            throw new InvalidInputException(
                    "mode", first, "is not for " + name + ": only a snapshot update service runs inline");
        if (settings.partitions() > 1)
            throw new InvalidInputException(
                    "mode", first, "is not for " + name + ", which has partitions: leave them out");
        return with(settings.with(first));
    }

    /**
     * When it begins, it leaves out what is stored already. What counts is its very first beginning.
     *
     * @return the subscription
     * @throws InvalidInputException when it is a version of a view
     */
    public Subscription fromNow() {
        refuseForViewModels("now");
        return with(settings.startingAt(NOW));
    }

    /**
     * When it begins, it leaves out what is stored up to a position. What counts is its very first beginning.
     *
     * @param position 0 or more; 0 by default
     * @return the subscription
     * @throws InvalidInputException when it is negative, or when it is a version of a view
     */
    public Subscription after(long position) {
        refuseForViewModels(position);
        if (position < 0) throw new InvalidInputException("position", position, "must not be negative");
        if (reacts())
            throw new InvalidInputException(
                    "position",
                    position,
                    "is not for reactor " + name + ": it hears what is stored after it was activated");
        return with(settings.startingAt(position));
    }

    private void refuseForViewModels(Object start) {
        if (viewModel().isPresent())
            throw new InvalidInputException(
                    "start", start, "is not for " + name + ": a version of a view is built from the first event on");
    }

    /**
     * How much is done in one transaction, whichever comes first.
     *
     * @param events 1 or more; 1,000 by default
     * @param time after which no further event is begun, a few quick ones aside; one second by default
     * @return the subscription
     * @throws InvalidInputException when either is not positive
     */
    public Subscription batch(int events, Duration time) {
        if (reacts())
            throw new InvalidInputException(
                    "batch of events", events, "is not for reactor " + name + ": it is given one event at a time");
        if (events < 1) throw new InvalidInputException("batch of events", events, "must be 1 or more");
        if (time.isNegative() || time.isZero())
            throw new InvalidInputException("time of a batch", time, "must be more than 0");
        return with(settings.with(new Settings.Size(events, time)));
    }

    /**
     * An event that cannot be handled is tried again, each time after twice the pause, before the subscription stands still
     * or sets it aside. Without this word it is not: what it writes depends on nothing but the event.
     *
     * @param times 1 or more
     * @param first pause, more than 0
     * @param longest pause, no shorter than the first
     * @return the subscription
     * @throws InvalidInputException when they are not as said
     */
    public Subscription retry(int times, Duration first, Duration longest) {
        if (times < 1) throw new InvalidInputException("retries", times, "must be 1 or more");
        if (first.isNegative() || first.isZero())
            throw new InvalidInputException("pause before a retry", first, "must be more than 0");
        if (longest.compareTo(first) < 0)
            throw new InvalidInputException("longest pause", longest, "must not be shorter than the first, " + first);
        return with(settings.with(
                new Settings.Trouble(times, first, longest, settings.trouble().setAside())));
    }

    /**
     * An event that cannot be handled is recorded, in the transaction that moves the checkpoint past it, and the subscription
     * goes on, later events of the same stream included. Without this word it stands still. What was set aside is to be seen,
     * driven again and cleared by {@link Subscriptions}.
     *
     * @return the subscription
     */
    public Subscription setAside() {
        var trouble = settings.trouble();
        return with(
                settings.with(new Settings.Trouble(trouble.retries(), trouble.pause(), trouble.longestPause(), true)));
    }

    /**
     * For how long an instance that died, or hangs, keeps it from the others. Of several instances one runs it, as long as it
     * has the lease; it prolongs the lease while it lives, and gives it back when it stops. Should be longer than the longest
     * pause of a process, and than what a reactor takes for one event.
     *
     * @param time 100 milliseconds to one hour; 10 seconds by default
     * @return the subscription
     * @throws InvalidInputException when it is not as said
     */
    public Subscription lease(Duration time) {
        if (time.compareTo(SHORTEST_LEASE) < 0 || time.compareTo(LONGEST_LEASE) > 0)
            throw new InvalidInputException(
                    "lease of " + name, time, "must be between " + SHORTEST_LEASE + " and " + LONGEST_LEASE);
        return with(settings.leasedFor(time));
    }

    /**
     * Divides it by streams: {@link #partitions(int, PartitionKey)}.
     *
     * @param number 1 to 64; 1 by default
     * @return the subscription
     * @throws InvalidInputException when it cannot be divided so
     */
    public Subscription partitions(int number) {
        return partitions(number, PartitionKey.stream());
    }

    /**
     * Divides it into partitions, which go on side by side, each with a checkpoint of its own. Several instances share them; a
     * partition is run by one at a time. Events of the same key stay in their order. Another number or key later wants
     * {@link Subscriptions#repartition}.
     *
     * @param number 1 to 64; 1 by default
     * @param key by which the events are divided
     * @return the subscription
     * @throws InvalidInputException when it switches, or when the number is not as said
     */
    public Subscription partitions(int number, PartitionKey key) {
        if (number < 1 || number > MOST_PARTITIONS)
            throw new InvalidInputException("partitions of " + name, number, "must be 1 to " + MOST_PARTITIONS);
        if (number > 1 && settings.mode().isPresent())
            throw new InvalidInputException(
                    "partitions of " + name, number, "are not for a service that may run inline: leave them out");
        return with(settings.divided(number, key));
    }

    /**
     * Where its rows are, when that is not where the events are: the checkpoint must move in their transaction.
     *
     * @param checkpoints such as {@code new JdbcCheckpoints(dataSource)} of the rows; not closed by the subscription
     * @return the subscription
     */
    public Subscription checkpoints(Checkpoints checkpoints) {
        return with(settings.with(checkpoints));
    }

    /**
     * Under which name its checkpoint is kept.
     *
     * @return the name of the projector, service or reactor
     */
    public String name() {
        return name;
    }

    /**
     * What it listens to.
     *
     * @return classes of events
     */
    public Set<Class<?>> types() {
        return Set.copyOf(types);
    }

    /**
     * Whether it must say something about every type of a family that it touches, so that a new one is not passed by.
     *
     * @return true for snapshot update services
     */
    public boolean complete() {
        return kind == Kind.SERVICE;
    }

    /**
     * Whether it says itself where its checkpoint is.
     *
     * @return false when that is to be in the store of the events
     */
    public boolean hasCheckpoints() {
        return settings.checkpoints().isPresent();
    }

    /**
     * What runs inline at times.
     *
     * @return the service; empty where it always follows
     */
    public Optional<SnapshotUpdateService> switching() {
        return settings.mode().isPresent() ? service : Optional.empty();
    }

    /**
     * Whether it hears of some of the events only, by their tags or categories.
     *
     * @return true when it was told so
     */
    public boolean selects() {
        return settings.query().items().stream()
                .anyMatch(item -> !item.tags().isEmpty() || !item.categories().isEmpty());
    }

    /** Whether there may be nothing for it to do: it has no checkpoint then. */
    boolean mayRest() {
        return viewModel().isPresent() || settings.mode().isPresent();
    }

    Settings settings() {
        return settings;
    }

    boolean reacts() {
        return kind == Kind.REACTOR;
    }

    Optional<ViewModel> viewModel() {
        return projector.filter(ViewModel.class::isInstance).map(ViewModel.class::cast);
    }

    /** After the last event of a batch. */
    void end(EventEnvelope last, Transaction transaction) {
        projector.ifPresent(each -> each.end(last, transaction));
    }

    BiConsumer<EventEnvelope, Transaction> listener(CommandService commands) {
        return listener.apply(commands);
    }
}
