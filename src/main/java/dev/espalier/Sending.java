package dev.espalier;

import dev.espalier.command.Dispatcher;
import dev.espalier.command.Terms;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandEnvelope;
import dev.espalier.infrastructure.DeadlineExceededException;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commands on terms of the caller's, as {@link Espalier#within} and {@link Espalier#loading} return it. Immutable; safe for use
 * by several threads.
 */
public final class Sending implements Session {
    private final Dispatcher dispatcher;
    private final Terms terms;
    private final EventStoreService events;
    private final @Nullable Runnable stored;

    Sending(Dispatcher dispatcher, Terms terms, EventStoreService events, @Nullable Runnable stored) {
        this.dispatcher = dispatcher;
        this.terms = terms;
        this.events = events;
        this.stored = stored;
    }

    /**
     * The same for callers with little time: each command is given up when this time is over before its commit begins. What
     * others hold locked, retries and their pauses count; a commit is waited for, as it cannot be taken back.
     *
     * @param atMost for each call of {@code send} or {@code sendAll}; more than 0
     * @return commands throw {@link DeadlineExceededException} there when the time is over: nothing was stored then; what is
     *     done with the events themselves is not limited
     */
    public Sending within(Duration atMost) {
        return new Sending(dispatcher, new Terms(terms.load(), Optional.of(atMost)), events, stored);
    }

    /**
     * The same with another way to load than the one that was registered with the handlers.
     *
     * @param load of each command that is sent by itself; those of {@code sendAll} are always decided on what those before
     *     them leave behind
     * @return such commands
     */
    public Sending loading(Load load) {
        return new Sending(dispatcher, new Terms(Optional.of(load), terms.atMost()), events, stored);
    }

    @Override
    public Receipt send(Command command, Metadata metadata) {
        Receipt receipt = dispatcher.send(command, metadata, terms);
        if (stored != null) stored.run();
        return receipt;
    }

    @Override
    public List<Receipt> sendAll(List<CommandEnvelope> commands) {
        List<Receipt> receipts = dispatcher.sendAll(commands, terms);
        if (stored != null) stored.run();
        return receipts;
    }

    @Override
    public EventStoreService eventStoreService() {
        return events;
    }
}
