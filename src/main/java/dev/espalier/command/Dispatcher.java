package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandEnvelope;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventStore;
import dev.espalier.store.JoinedTransaction;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the handler of a command and carries out what it decides. Filled at the start, then safe for use by several threads. */
public final class Dispatcher {
    private record Route<C extends Command>(Load load, Deciding<C> deciding) {}

    /** Each stands inside the interceptors of those before it, so they may not be too many for a stack. */
    private static final int MOST_AT_ONCE = 100;

    private final EventStore store;
    /** The same, where it is one. */
    private final @Nullable TransactionalStore transactional;

    private final Appends appends;
    private final Loader loader;
    private final Snapshots snapshots;
    private final Interceptors interceptors;
    private final Repetitions repetitions;
    private final Retries retries;
    private final Map<Class<?>, Route<?>> routes = new HashMap<>();

    /** Of one store. */
    public Dispatcher(
            EventStore store,
            Appends appends,
            StateCache cache,
            Snapshots snapshots,
            Interceptors interceptors,
            Repetitions repetitions,
            Retries retries) {
        this.store = store;
        this.transactional = store instanceof TransactionalStore able ? able : null;
        this.appends = appends;
        this.loader = new Loader(appends.types(), cache, snapshots);
        this.snapshots = snapshots;
        this.interceptors = interceptors;
        this.repetitions = repetitions;
        this.retries = retries;
    }

    /** A decision on the state of one stream. */
    public <C extends Command, I, S> void handle(
            Class<C> type,
            Function<? super C, ? extends I> id,
            Aggregate<I, S, ?> aggregate,
            Load load,
            CommandHandler<? super C, ? super S> handler) {
        Deciding<C> deciding = (command, handling, log) -> {
            StreamId stream = aggregate.stream(id.apply(command));
            var loaded = loader.load(handling.load(), log, handling.loads(), aggregate, stream);
            List<? extends Event> events = handler.handle(command, loaded.state());
            if (events.isEmpty()) return Decision.nothing(loaded.version());
            for (Event event : events)
                if (!aggregate.owns(stream, event)) throw notRead(type, event, appends.streamOf(event));
            long now = appends.now();
            return Decision.of(appends.to(stream, loaded, events, handling.source(appends.id(now)), now));
        };
        routes.put(type, new Route<>(load, deciding));
    }

    /** A decision over what it reads itself. */
    public <C extends Command> void decide(Class<C> type, Load load, CommandHandler<? super C, States> handler) {
        Deciding<C> deciding = (command, handling, log) -> {
            var reads = new Reads(handling.load(), log, handling.loads(), loader);
            List<? extends Event> events = handler.handle(command, reads);
            if (events.isEmpty()) return Decision.nothing(0);
            long now = appends.now();
            Metadata metadata = handling.source(appends.id(now));
            var data = new ArrayList<EventData>(events.size());
            for (Event event : events) {
                StreamId stream = appends.streamOf(event);
                if (!reads.holds(stream)) throw notRead(type, event, stream);
                data.add(appends.data(stream, event, metadata, now));
            }
            return Decision.of(appends.to(reads.checks(), data));
        };
        routes.put(type, new Route<>(load, deciding));
    }

    private static InvalidInputException notRead(Class<?> command, Event event, StreamId stream) {
        return new InvalidInputException(
                "event type",
                event.getClass().getSimpleName(),
                "of " + command.getSimpleName() + " belongs to stream " + stream
                        + ", which the decision did not read: read it first, or correct the id in the event");
    }

    /** In transactions of the store's own: again on a conflict, with what is new read and everything decided anew. */
    public Receipt send(Command command, Metadata metadata) {
        return send(command, metadata, Terms.NONE);
    }

    /** The same on terms of the caller's; given up when its time is over before the commit begins. */
    public Receipt send(Command command, Metadata metadata, Terms terms) {
        Route<Command> route = route(command);
        Deadline deadline = deadline(terms);
        Load load = terms.load().orElse(route.load());
        return interceptors.around(
                command, metadata, more -> handled(command, handling(route, command, more, load, deadline), deadline));
    }

    private Receipt handled(Command command, Handling handling, Deadline deadline) {
        Receipt receipt = retries.run(List.of(command), deadline, () -> attempt(handling, deadline));
        committed(handling.loads(), receipt);
        return receipt;
    }

    private Receipt attempt(Handling handling, Deadline deadline) {
        return handling.load() == Load.UNLOCKED || handling.load() == Load.ALLOW_STALE
                ? handling.unlocked(store, work -> transaction(work, deadline))
                : transaction(handling::in, deadline);
    }

    private Deadline deadline(Terms terms) {
        return terms.atMost().map(retries::in).orElse(Deadline.NONE);
    }

    private boolean keepsStates() {
        return loader.isKeeping() || !snapshots.isEmpty();
    }

    private void committed(Loads loads, Receipt receipt) {
        loader.committed(loads, receipt);
        snapshots.committed(loads, receipt);
    }

    /** In a transaction that is not ours: once, as we cannot roll it back. */
    public Receipt send(Command command, Metadata metadata, JoinedTransaction joined) {
        Route<Command> route = route(command);
        return interceptors.around(command, metadata, more -> {
            Handling handling = handling(route, command, more, Deadline.NONE);
            Receipt receipt = handling.in(joined);
            if (keepsStates()) joined.afterCommit(() -> committed(handling.loads(), receipt));
            return receipt;
        });
    }

    /** On what the transaction sees. */
    private Handling handling(Route<Command> route, Command command, Metadata metadata, Deadline deadline) {
        return handling(route, command, metadata, route.load(), new Loads(false), deadline);
    }

    private Handling handling(Route<Command> route, Command command, Metadata metadata, Load load, Deadline deadline) {
        return handling(route, command, metadata, load, new Loads(load == Load.ALLOW_STALE), deadline);
    }

    private Handling handling(
            Route<Command> route, Command command, Metadata metadata, Load load, Loads loads, Deadline deadline) {
        Optional<UUID> id = metadata.commandId();
        Repetition repetition = id.isPresent() ? repetitions.of(id.get(), command) : Repetition.NEVER;
        return new Handling(command, metadata, route.deciding(), load, repetition, loads, deadline);
    }

    /**
     * Several commands in one transaction of the store's own, on terms of the caller's: all of them, or none; given up when its
     * time is over before the commit begins.
     */
    public List<Receipt> sendAll(List<CommandEnvelope> commands, Terms terms) {
        Deadline deadline = deadline(terms);
        return interceptors.aroundAll(checked(commands), all -> {
            var sent = all.stream().map(CommandEnvelope::command).toList();
            Batch batch = retries.run(sent, deadline, () -> handled(all, deadline));
            batch.committed(this::committed);
            return batch.receipts();
        });
    }

    /** Once more where one of them was handled meanwhile by somebody else: it is known then. */
    private Batch handled(List<CommandEnvelope> commands, Deadline deadline) {
        for (int tries = 0; tries <= commands.size(); tries++) {
            Batch batch = batch(commands, deadline);
            if (transaction(log -> batch.in(log, appends, deadline), deadline)) return batch;
        }
        throw new IllegalStateException("an append is a repetition, but none of its commands: are event ids unique?");
    }

    /** Several commands in a transaction that is not ours: once, and all of them or none. */
    public List<Receipt> sendAll(List<CommandEnvelope> commands, JoinedTransaction joined) {
        return interceptors.aroundAll(checked(commands), all -> {
            Batch batch = batch(all, Deadline.NONE);
            batch.in(joined, appends, Deadline.NONE);
            if (keepsStates()) joined.afterCommit(() -> batch.committed(this::committed));
            return batch.receipts();
        });
    }

    private List<CommandEnvelope> checked(List<CommandEnvelope> commands) {
        if (commands.size() > MOST_AT_ONCE)
            throw new InvalidInputException(
                    "commands", commands.size(), "are too many at once: send at most " + MOST_AT_ONCE);
        for (CommandEnvelope each : commands) route(each.command());
        return List.copyOf(commands);
    }

    private Batch batch(List<CommandEnvelope> commands, Deadline deadline) {
        var ids = new HashSet<UUID>();
        var handlings = new ArrayList<Handling>();
        for (CommandEnvelope each : commands) {
            each.metadata().commandId().filter(id -> !ids.add(id)).ifPresent(twice -> {
                throw new InvalidInputException(
                        "command id", twice, "stands twice in one batch: send each command once");
            });
            handlings.add(handling(route(each.command()), each.command(), each.metadata(), deadline));
        }
        return new Batch(handlings);
    }

    private <T> T transaction(Function<EventLog, T> work, Deadline deadline) {
        if (transactional == null) return work.apply(store);
        try (UnitOfWork unit = transactional.begin(deadline.left())) {
            T result = work.apply(unit);
            deadline.check();
            unit.commit();
            return result;
        } catch (StoreUnavailableException e) {
            throw deadline.isOver(Duration.ZERO) ? deadline.exceeded(e) : e;
        }
    }

    /** Keeps the state of a stream as an aggregate snapshot now; false when there was nothing to keep. */
    public boolean takeSnapshot(Aggregate<?, ?, ?> aggregate, StreamId stream) {
        return snapshots.take(loader, aggregate, stream);
    }

    /** Deletes the aggregate snapshots of an aggregate, and tells how many there were. */
    public long deleteSnapshots(Aggregate<?, ?, ?> aggregate) {
        return snapshots.delete(aggregate);
    }

    @SuppressWarnings("unchecked") // each is kept under the class of its own commands
    private Route<Command> route(Command command) {
        var route = (Route<Command>) routes.get(command.getClass());
        if (route == null)
            throw new InvalidInputException(
                    "command", command.getClass().getName(), "has no handler: add .handle(...) or .decide(...)");
        return route;
    }
}
