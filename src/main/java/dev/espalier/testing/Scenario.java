package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventStore;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One story about a domain, told and checked in one expression:
 *
 * <pre>{@code
 * Scenario.of(Invoicing::configure)
 *         .given(new NewInvoiceCreated("4711", "ann"))
 *         .when(new VoidInvoice("4711", "typo"), then(new InvoiceVoided("4711", "typo")));
 * }</pre>
 *
 * {@code when} takes what must follow, so that a forgotten expectation does not compile. The command is sent twice, each time
 * to a store of its own, and must be decided alike: a handler that asks a clock, a random number or another source is found
 * out. Every given event must have been read by the decision, unless it refuses, as a refusal may come before all is read; one
 * that only has to be there is {@link #background}.
 *
 * <p>Immutable: a scenario may be kept and continued in several ways. What fails is an {@link AssertionError}.
 */
public final class Scenario {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final Function<? super EventStore, Espalier.Builder> configuration;
    private final Supplier<? extends TransactionalStore> stores;
    private final List<Event> background;
    private final List<Event> given;

    private Scenario(
            Function<? super EventStore, Espalier.Builder> configuration,
            Supplier<? extends TransactionalStore> stores,
            List<Event> background,
            List<Event> given) {
        this.configuration = configuration;
        this.stores = stores;
        this.background = background;
        this.given = given;
    }

    /**
     * A scenario of a system, on a strict in-memory store.
     *
     * @param configuration the production configuration, for any store; its clock and ids are replaced
     * @return a scenario without events
     */
    public static Scenario of(Function<? super EventStore, Espalier.Builder> configuration) {
        return new Scenario(
                configuration, () -> InMemoryEventStore.builder().strict().build(), List.of(), List.of());
    }

    /**
     * The same on another store.
     *
     * @param empty makes a new, empty store each time; it is closed afterwards
     * @return a scenario on it
     */
    public Scenario on(Supplier<? extends TransactionalStore> empty) {
        return new Scenario(configuration, empty, background, given);
    }

    /**
     * Events that the decision has to take into account.
     *
     * @param events oldest first, after those given before
     * @return a scenario with them
     */
    public Scenario given(Event... events) {
        return new Scenario(configuration, stores, background, joined(given, events));
    }

    /**
     * Events that have to be there but that the decision need not read, such as for rows that others refer to. They come
     * before the given ones.
     *
     * @param events oldest first, after those named before
     * @return a scenario with them
     */
    public Scenario background(Event... events) {
        return new Scenario(configuration, stores, joined(background, events), given);
    }

    private static List<Event> joined(List<Event> before, Event[] events) {
        var all = new ArrayList<>(before);
        all.addAll(Arrays.asList(events));
        return List.copyOf(all);
    }

    /**
     * Sends the command and checks what follows.
     *
     * @param command that comes
     * @param then what must follow; see {@link Then}
     * @throws AssertionError when something else follows
     */
    public void when(Command command, Then then) {
        Outcome first = run(command, then);
        Outcome second = run(command, Then.anything());
        if (!first.like(second))
            throw new AssertionError("the handler of " + command.getClass().getSimpleName()
                    + " decided twice, and not alike: it must decide on the command and the state alone\n  first:  "
                    + first + "\n  second: " + second);
    }

    private Outcome run(Command command, Then then) {
        try (TransactionalStore store = stores.get()) {
            var reads = new WatchedStore(store);
            try (Espalier espalier = configuration
                    .apply(reads)
                    .clock(new SettableClock(START))
                    .ids(new CountingIds())
                    .open()) {
                for (Event event : background) append(espalier, event);
                var toBeRead = new ArrayList<EventEnvelope>();
                for (Event event : given)
                    toBeRead.addAll(append(espalier, event).events());
                reads.forget();
                Outcome outcome = Outcome.of(() -> espalier.send(command));
                then.check(outcome, espalier.eventStoreService());
                if (outcome.thrown().isEmpty()) reads.check(command, toBeRead);
                return outcome;
            }
        }
    }

    private static Receipt append(Espalier espalier, Event event) {
        StreamId stream = espalier.streamOf(event);
        return espalier.eventStoreService().append(stream, ExpectedVersion.any(), event);
    }
}
