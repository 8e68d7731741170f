package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventStore;
import dev.espalier.store.StoredReceipt;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Finds the handler of a command and carries out what it decides. Filled at the start, then safe for use by several threads. */
public final class Dispatcher {
    private interface Route<C extends Command> {
        Receipt handle(C command, Metadata metadata, EventLog log, Loads loads);
    }

    private final EventStore store;
    private final Appends appends;
    private final Loader loader;
    private final Interceptors interceptors;
    private final Repetitions repetitions;
    private final Retries retries;
    private final Map<Class<?>, Route<?>> routes = new HashMap<>();

    /** Of one store. */
    public Dispatcher(
            EventStore store,
            Appends appends,
            StateCache cache,
            Interceptors interceptors,
            Repetitions repetitions,
            Retries retries) {
        this.interceptors = interceptors;
        this.repetitions = repetitions;
        this.store = store;
        this.appends = appends;
        this.loader = new Loader(appends.types(), cache);
        this.retries = retries;
    }

    /** A decision on the state of one stream. */
    public <C extends Command, I, S> void handle(
            Class<C> type,
            Function<? super C, ? extends I> id,
            Aggregate<I, S, ?> aggregate,
            CommandHandler<? super C, ? super S> handler) {
        Route<C> route = (command, metadata, log, loads) -> {
            StreamId stream = aggregate.stream(id.apply(command));
            var loaded = loader.load(log, loads, aggregate, stream);
            List<? extends Event> events = handler.handle(command, loaded.state());
            if (events.isEmpty()) return StoredReceipt.nothing(loaded.version());
            for (Event event : events)
                if (!aggregate.owns(stream, event)) throw notRead(type, event, appends.streamOf(event));
            return log.append(appends.to(stream, ExpectedVersion.exactly(loaded.version()), events, metadata));
        };
        routes.put(type, route);
    }

    /** A decision over what it reads itself. */
    public <C extends Command> void decide(Class<C> type, CommandHandler<? super C, States> handler) {
        Route<C> route = (command, metadata, log, loads) -> {
            var reads = new Reads(log, loads, loader);
            List<? extends Event> events = handler.handle(command, reads);
            if (events.isEmpty()) return StoredReceipt.nothing(0);
            long now = appends.now();
            var data = new ArrayList<EventData>(events.size());
            for (Event event : events) {
                StreamId stream = appends.streamOf(event);
                if (!reads.holds(stream)) throw notRead(type, event, stream);
                data.add(appends.data(stream, event, metadata, now));
            }
            return log.append(appends.to(reads.checks(), data));
        };
        routes.put(type, route);
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
        Route<Command> route = route(command);
        return interceptors.around(command, metadata, more -> {
            Handling handling = handling(route, command, more);
            return retries.run(command, () -> once(handling));
        });
    }

    /** In a transaction that is not ours: once, as we cannot roll it back. */
    public Receipt send(Command command, Metadata metadata, EventLog joined) {
        Route<Command> route = route(command);
        return interceptors.around(
                command, metadata, more -> handling(route, command, more).in(joined));
    }

    /** A command that was given an id may be a repetition. */
    private Handling handling(Route<Command> route, Command command, Metadata metadata) {
        Metadata complete = metadata.orFrom(appends.nextId());
        var loads = new Loads();
        Handling handling = log -> route.handle(command, complete, log, loads);
        return metadata.commandId()
                .map(id -> repetitions.once(id, command, handling))
                .orElse(handling);
    }

    private Receipt once(Handling handling) {
        if (!(store instanceof TransactionalStore transactional)) return handling.in(store);
        try (UnitOfWork work = transactional.begin()) {
            Receipt receipt = handling.in(work);
            work.commit();
            return receipt;
        }
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
