package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandEnvelope;
import dev.espalier.infrastructure.CommandService;
import dev.espalier.infrastructure.Interceptor;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventStore;
import dev.espalier.store.JoinedTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds the handler of a command and carries out what it decides. Immutable. */
public final class Dispatcher implements CommandService {
    /** Each stands inside the interceptors of those before it, so they may not be too many for a stack. */
    private static final int MOST_AT_ONCE = 100;

    private final Transactions transactions;
    private final Appends appends;
    private final Loader loader;
    private final Snapshots snapshots;
    private final Interceptors interceptors;
    private final Repetitions repetitions;
    private final Retries retries;
    private final Map<Class<?>, Route<?>> routes;

    /** Of one store; the routes are by class of command. */
    public Dispatcher(
            EventStore store,
            Appends appends,
            StateCache cache,
            Snapshots snapshots,
            Interceptors interceptors,
            Repetitions repetitions,
            Retries retries,
            Map<Class<?>, Route<?>> routes) {
        this.transactions = new Transactions(store);
        this.appends = appends;
        this.loader = new Loader(appends.types(), cache, snapshots);
        this.snapshots = snapshots;
        this.interceptors = interceptors;
        this.repetitions = repetitions;
        this.retries = retries;
        this.routes = Map.copyOf(routes);
    }

    Appends appends() {
        return appends;
    }

    Loader loader() {
        return loader;
    }

    Transactions transactions() {
        return transactions;
    }

    /** In transactions of the store's own: again on a conflict, with what is new read and everything decided anew. */
    @Override
    public Receipt send(Command command, Metadata metadata) {
        return send(command, metadata, Terms.NONE);
    }

    /** The same on terms of the caller's; given up when its time is over before the commit begins. */
    public Receipt send(Command command, Metadata metadata, Terms terms) {
        Route<Command> route = route(command);
        Deadline deadline = deadline(terms);
        Load load = terms.load().orElse(route.load());
        return interceptors.around(command, metadata, new Sent(route, command, load, deadline));
    }

    /** A command behind its interceptors, which may let it through more than once. */
    private final class Sent implements Interceptor.Next {
        private final Route<Command> route;
        private final Command command;
        private final Load load;
        private final Deadline deadline;

        Sent(Route<Command> route, Command command, Load load, Deadline deadline) {
            this.route = route;
            this.command = command;
            this.load = load;
            this.deadline = deadline;
        }

        @Override
        public Receipt proceed(Metadata metadata) {
            Handling handling = handling(route, command, metadata, load, deadline);
            Receipt receipt = retries.run(List.of(command), deadline, handling);
            committed(handling.loads(), receipt);
            return receipt;
        }
    }

    private Deadline deadline(Terms terms) {
        Optional<Duration> atMost = terms.atMost();
        return atMost.isPresent() ? retries.in(atMost.get()) : Deadline.NONE;
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
        Load load = route.load() == Load.FRESH ? Load.FRESH : Load.CACHED;
        return handling(route, command, metadata, load, deadline);
    }

    private Handling handling(Route<Command> route, Command command, Metadata metadata, Load load, Deadline deadline) {
        Optional<UUID> id = metadata.commandId();
        Repetition repetition = id.isPresent() ? repetitions.of(id.get(), command) : Repetition.NEVER;
        return new Handling(this, route, command, metadata, load, repetition, deadline);
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
            if (transactions.run(log -> batch.in(log, appends, deadline), deadline)) return batch;
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
