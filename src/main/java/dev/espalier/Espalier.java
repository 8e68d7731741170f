package dev.espalier;

import dev.espalier.command.AnyStreams;
import dev.espalier.command.Appends;
import dev.espalier.command.Dispatcher;
import dev.espalier.command.LogService;
import dev.espalier.command.OneStream;
import dev.espalier.command.Terms;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.AggregateSnapshots;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandEnvelope;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.Interceptor;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.RetryListener;
import dev.espalier.infrastructure.Session;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.keys.SubjectKeys;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.PersonalData;
import dev.espalier.serialization.TypeReport;
import dev.espalier.serialization.Upcaster;
import dev.espalier.store.CommandStore;
import dev.espalier.store.EventStore;
import dev.espalier.store.JoinedTransaction;
import dev.espalier.store.StoredTypes;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event-sourced system, put together: a store, the event types, the handlers, the snapshot update services. Safe for use
 * by several threads; starts none.
 *
 * <pre>{@code
 * Espalier espalier = Espalier.on(new InMemoryEventStore())
 *         .handle(CreateNewInvoice.class, CreateNewInvoice::invoiceId, Invoice.AGGREGATE, new CreateNewInvoiceHandler())
 *         .update(new InvoiceSnapshotUpdateService(invoices))
 *         .open();
 * Receipt receipt = espalier.send(new CreateNewInvoice("4711", "ann"));
 * }</pre>
 */
public final class Espalier implements Session, AutoCloseable {
    private final EventStore store;
    private final Blueprint blueprint;
    private final Dispatcher dispatcher;
    private final Appends appends;
    /** Who is told of what was stored; nobody where nobody follows. */
    private final @Nullable Runnable stored;

    private final EventStoreService events;
    private final Sending sending;
    /** Where nobody follows, made for the first who asks: they would be a good part of a start. */
    private volatile @Nullable Subscriptions subscriptions;

    private Espalier(Blueprint blueprint) {
        this.store = blueprint.store;
        this.blueprint = blueprint;
        this.appends = blueprint.check();
        this.dispatcher = blueprint.dispatcher(appends);
        List<Subscription> registered = blueprint.subscriptions();
        this.subscriptions = registered.isEmpty() ? null : blueprint.following(registered, appends, dispatcher);
        this.stored = subscriptions == null ? null : subscriptions::wake;
        this.events = new LogService(store, store, appends, stored);
        this.sending = new Sending(dispatcher, Terms.NONE, events, stored);
    }

    /**
     * The beginning of everything.
     *
     * @param store where the events are; closed with what is built on it
     * @return what has to be said besides
     */
    public static Builder on(EventStore store) {
        return new Builder(store);
    }

    @Override
    public Receipt send(Command command, Metadata metadata) {
        return sending.send(command, metadata);
    }

    @Override
    public List<Receipt> sendAll(List<CommandEnvelope> commands) {
        return sending.sendAll(commands);
    }

    /**
     * The same for callers with little time.
     *
     * <pre>{@code
     * espalier.within(Duration.ofSeconds(2)).send(command)
     * }</pre>
     *
     * @param atMost for each call of {@code send} or {@code sendAll}; more than 0
     * @return see {@link Sending#within}
     */
    public Sending within(Duration atMost) {
        return sending.within(atMost);
    }

    /**
     * The same with another way to load than the one that was registered with the handlers.
     *
     * <pre>{@code
     * espalier.loading(Load.FRESH).send(command)
     * }</pre>
     *
     * @param load of each command that is sent by itself
     * @return see {@link Sending#loading}
     */
    public Sending loading(Load load) {
        return sending.loading(load);
    }

    @Override
    public EventStoreService eventStoreService() {
        return events;
    }

    /**
     * The same in a transaction of the caller's own, who commits it: rows of the application, events and rows of snapshot
     * update services commit or vanish together. A conflict is not retried here, as only the caller can start over.
     *
     * @param transaction as the store joined it, such as by {@code JdbcEventStore.in(connection)}
     * @return commands and events in that transaction; to be used by one thread
     */
    public Session in(JoinedTransaction transaction) {
        if (stored != null) transaction.afterCommit(stored);
        return new Joined(dispatcher, transaction, new LogService(store, transaction, appends, null));
    }

    private record Joined(Dispatcher dispatcher, JoinedTransaction transaction, EventStoreService eventStoreService)
            implements Session {
        @Override
        public Receipt send(Command command, Metadata metadata) {
            return dispatcher.send(command, metadata, transaction);
        }

        @Override
        public List<Receipt> sendAll(List<CommandEnvelope> commands) {
            return dispatcher.sendAll(commands, transaction);
        }
    }

    /**
     * Where an event belongs.
     *
     * @param event of a registered aggregate
     * @return the stream that it names by itself
     * @throws InvalidInputException when it belongs to no registered aggregate
     */
    public StreamId streamOf(Event event) {
        return appends.streamOf(event);
    }

    /**
     * Forgets commands that were handled long ago, so that they take no room. One that is repeated later is a new command, so
     * keep them for longer than any sender goes on trying.
     *
     * @param before by the clock of the store, which says when events are recorded
     * @return how many were forgotten
     * @throws InvalidInputException when the store remembers no commands
     */
    public long forgetCommands(Instant before) {
        if (store instanceof CommandStore commands) return commands.forgetCommands(before);
        throw new InvalidInputException("store", store.getClass().getName(), "remembers no commands");
    }

    /**
     * Who follows the events after they were stored.
     *
     * @return all that were registered by {@link Builder#subscribe}; none of them runs before it is started
     */
    public synchronized Subscriptions subscriptions() {
        Subscriptions following = subscriptions;
        if (following == null) subscriptions = following = blueprint.following(List.of(), appends, dispatcher);
        return following;
    }

    /**
     * Erases the personal data of a subject by deleting its keys: what is read from now on in this process has placeholders,
     * in others after the time that they hold keys. Rows that were written before are not erased by this.
     *
     * @param subject whose
     * @throws InvalidInputException when there are no keys
     * @throws StoreUnavailableException when the keys cannot be reached; nothing is erased then
     */
    public void forget(String subject) {
        appends.types().forget(subject);
    }

    /**
     * Which forms of events are stored, which are known here, and what each reads as.
     *
     * @return a report, to be printed or looked at
     */
    public TypeReport types() {
        return appends.types().report(store instanceof StoredTypes stored ? stored.storedTypes() : Set.of());
    }

    /**
     * Keeps the state of one stream as an aggregate snapshot now, made from all of its events.
     *
     * @param <I> what the stream is called by
     * @param aggregate that has snapshots
     * @param id which stream
     * @return whether it was kept; false when the stream has no events, or a state as new is kept already
     * @throws InvalidInputException when the aggregate has no snapshots
     */
    public <I> boolean takeSnapshot(Aggregate<I, ?, ?> aggregate, I id) {
        return dispatcher.takeSnapshot(aggregate, aggregate.stream(id));
    }

    /**
     * Deletes the aggregate snapshots of an aggregate. They come again as commands are sent.
     *
     * @param aggregate that has snapshots
     * @return how many there were
     * @throws InvalidInputException when the aggregate has no snapshots
     */
    public long deleteSnapshots(Aggregate<?, ?, ?> aggregate) {
        return dispatcher.deleteSnapshots(aggregate);
    }

    /** Stops the subscriptions, waiting for the event that each is at for ten seconds at most, and closes the store. */
    @Override
    public void close() {
        Subscriptions following = subscriptions;
        if (following != null) following.stop(Duration.ofSeconds(10));
        store.close();
    }

    /** What a system consists of. Each call adds; nothing is checked before {@link #open()}. For one thread. */
    public static final class Builder {
        private final Blueprint blueprint;

        private Builder(EventStore store) {
            this.blueprint = new Blueprint(store);
        }

        /**
         * A command that is decided on the state of one stream.
         *
         * @param <C> the command
         * @param <I> what the stream is called by
         * @param <S> its state
         * @param command its class
         * @param id which stream a command is about
         * @param aggregate how events become the state; its events are registered with it
         * @param handler decides
         * @return this
         */
        public <C extends Command, I, S> Builder handle(
                Class<C> command,
                Function<? super C, ? extends I> id,
                Aggregate<I, S, ?> aggregate,
                CommandHandler<? super C, ? super S> handler) {
            return handle(command, id, aggregate, Load.CACHED, handler);
        }

        /**
         * The same, with what is loaded.
         *
         * @param <C> the command
         * @param <I> what the stream is called by
         * @param <S> its state
         * @param command its class
         * @param id which stream a command is about
         * @param aggregate how events become the state; its events are registered with it
         * @param load {@link Load#CACHED} is the default
         * @param handler decides
         * @return this
         */
        public <C extends Command, I, S> Builder handle(
                Class<C> command,
                Function<? super C, ? extends I> id,
                Aggregate<I, S, ?> aggregate,
                Load load,
                CommandHandler<? super C, ? super S> handler) {
            blueprint.aggregate(aggregate);
            blueprint.route(new OneStream<>(command, id, aggregate, load, handler));
            return this;
        }

        /**
         * A command whose decision reads several streams, or a boundary across streams. The aggregates of its events are
         * registered by {@link #aggregate} or by another handler.
         *
         * @param <C> the command
         * @param command its class
         * @param handler reads what it needs, and decides
         * @return this
         */
        public <C extends Command> Builder decide(Class<C> command, CommandHandler<? super C, States> handler) {
            return decide(command, Load.CACHED, handler);
        }

        /**
         * The same, with what is loaded.
         *
         * @param <C> the command
         * @param command its class
         * @param load {@link Load#CACHED} is the default
         * @param handler reads what it needs, and decides
         * @return this
         */
        public <C extends Command> Builder decide(
                Class<C> command, Load load, CommandHandler<? super C, States> handler) {
            blueprint.route(new AnyStreams<>(command, load, handler));
            return this;
        }

        /**
         * An aggregate that no {@link #handle} names: its events are registered.
         *
         * @param aggregate how events become its state
         * @return this
         */
        public Builder aggregate(Aggregate<?, ?, ?> aggregate) {
            blueprint.aggregate(aggregate);
            return this;
        }

        /**
         * Events that belong to no aggregate.
         *
         * @param family a sealed interface of records, or a record
         * @return this
         */
        public Builder events(Class<? extends Event> family) {
            blueprint.events.family(family);
            return this;
        }

        /**
         * How a type of event is stored, where that is not its simple name in schema version 1.
         *
         * @param type its class, of a registered family
         * @param name under which it is stored; stays when the class is renamed
         * @param schemaVersion of its payload, 1 or more
         * @return this
         */
        public Builder eventType(Class<? extends Event> type, String name, int schemaVersion) {
            blueprint.events.name(type, new Upcaster.Form(name, schemaVersion));
            return this;
        }

        /**
         * A name under which a type was stored before it was renamed; nothing else changed with it. New events are stored under
         * the present name, and upcasters of the present name hold for the former one as well.
         *
         * @param type its class, of a registered family
         * @param former a stored name that no type has any more
         * @return this
         */
        public Builder alias(Class<? extends Event> type, String former) {
            blueprint.events.alias(type, former);
            return this;
        }

        /**
         * How events that were stored in an older form read today. Chains of steps are checked when the system is opened.
         *
         * @param upcaster one step
         * @return this
         */
        public Builder upcast(Upcaster upcaster) {
            blueprint.events.upcaster(upcaster);
            return this;
        }

        /**
         * Components of a type that are data of a person, and are encrypted.
         *
         * @param data which, and whose
         * @return this
         */
        public Builder personal(PersonalData<?> data) {
            blueprint.events.personal(data);
            return this;
        }

        /**
         * The keys with which personal data is encrypted.
         *
         * @param keys of all subjects; stay open when the system is closed
         * @param held for how long a key that was used may be held in memory, 1,000 of them at most: the bound within which
         *     what another process forgot is forgotten here; zero to ask each time
         * @return this
         */
        public Builder keys(SubjectKeys keys, Duration held) {
            return keys(keys, held, 1_000);
        }

        /**
         * The same, with how many keys are held.
         *
         * @param keys of all subjects; stay open when the system is closed
         * @param held for how long
         * @param most how many, those used last; 0 to ask each time
         * @return this
         */
        public Builder keys(SubjectKeys keys, Duration held, int most) {
            blueprint.keys(keys, held, most);
            return this;
        }

        /**
         * Starts although the store holds types of a handled category that are unknown here, and logs them: for a release
         * that has to restart while a newer one, with more types, is being rolled out. Newer schema versions of known types
         * never keep it from starting. What it cannot read, it refuses when somebody asks for it.
         *
         * @return this
         */
        public Builder reportUnknownTypes() {
            blueprint.reportUnknownTypes = true;
            return this;
        }

        /**
         * Rows that are kept up to date in the transaction of each append. Called in the order of their registration.
         *
         * @param service what writes them
         * @return this
         */
        public Builder update(SnapshotUpdateService service) {
            blueprint.update(service);
            return this;
        }

        /**
         * Rows that are kept up to date, or what is done in the world, some time after the events were stored. Needs
         * somebody who runs it, by {@link Espalier#subscriptions()}.
         *
         * @param subscription who follows, from where, and how
         * @return this
         */
        public Builder subscribe(Subscription subscription) {
            blueprint.subscribe(subscription);
            return this;
        }

        /**
         * What stands around the handling of every command. The one that is named first is outermost.
         *
         * @param interceptor lets commands through, or refuses them
         * @return this
         */
        public Builder intercept(Interceptor interceptor) {
            blueprint.intercept(interceptor);
            return this;
        }

        /**
         * What can be wrong with a command whatever the state. All validators of a command are asked, after the
         * interceptors and before anything is read.
         *
         * @param <C> the command
         * @param command its class; it has a handler
         * @param validator returns what is wrong, in sentences for the sender; none when all is well
         * @return this
         */
        public <C extends Command> Builder validate(Class<C> command, Function<? super C, List<String>> validator) {
            blueprint.validate(command, validator);
            return this;
        }

        /**
         * When events occur.
         *
         * @param clock the system's by default
         * @return this
         */
        public Builder clock(InstantSource clock) {
            blueprint.clock = clock;
            return this;
        }

        /**
         * What events and commands are called.
         *
         * @param ids safe for use by several threads; UUIDs in time order by default
         * @return this
         */
        public Builder ids(Supplier<UUID> ids) {
            blueprint.ids(ids);
            return this;
        }

        /**
         * How payloads are written.
         *
         * @param codec JSON by Jackson by default
         * @return this
         */
        public Builder codec(EventCodec codec) {
            blueprint.codec = codec;
            return this;
        }

        /**
         * What a command says, by which one that is repeated under its id is told from another one.
         *
         * @param content bytes that are the same for the same command, in every process; strict JSON by default, see {@link
         *     dev.espalier.serialization.CommandContent}
         * @return this
         */
        public Builder commandContent(Function<? super Command, byte[]> content) {
            blueprint.commandContent = content;
            return this;
        }

        /**
         * How often a command is decided again when others were faster.
         *
         * @param rule 10 times within 5 seconds by default
         * @return this
         */
        public Builder retry(Retry rule) {
            blueprint.retry = rule;
            return this;
        }

        /**
         * Hears of every further try.
         *
         * @param listener called before it begins
         * @return this
         */
        public Builder onRetry(RetryListener listener) {
            blueprint.onRetry(listener);
            return this;
        }

        /**
         * How pauses pass and how long they are, for tests and simulations.
         *
         * @param waiting the JVM's by default
         * @param random a number from 0 up to the one given, and less than that; safe for use by several threads
         * @return this
         */
        public Builder waiting(Waiting waiting, LongUnaryOperator random) {
            blueprint.waiting = waiting;
            blueprint.random = random;
            return this;
        }

        /**
         * Keeps states in memory, so that a command on a long stream reads what is new only. Each load is checked against
         * the stream, so a kept state is never wrong: not after a rollback, not beside other processes. States must be
         * immutable.
         *
         * @param states how many at most, the least recently used ones forgotten first; 0 by default
         * @return this
         */
        public Builder stateCache(int states) {
            blueprint.cachedStates = states;
            return this;
        }

        /**
         * Keeps states of long streams in the store, so that a command on one need not read it from its beginning. The state
         * is written after the commit; trouble with it is logged and harms no command.
         *
         * @param rule whose states, how and how often; its aggregate is registered with it
         * @return this
         */
        public Builder snapshots(AggregateSnapshots<?> rule) {
            blueprint.snapshots(rule);
            return this;
        }

        /**
         * Who writes aggregate snapshots.
         *
         * @param writer the sender's thread by default, after the commit
         * @return this
         */
        public Builder snapshotWriter(Executor writer) {
            blueprint.snapshotWriter = writer;
            return this;
        }

        /**
         * Puts it together.
         *
         * @return ready for commands
         * @throws ConfigurationException with all problems at once
         */
        public Espalier open() {
            return new Espalier(blueprint);
        }
    }
}
