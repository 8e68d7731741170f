package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.EventStore;
import dev.espalier.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Notes of some streams, of which a few cannot be handled, and a few only at the third time. */
class SimulatedNotes implements Simulated {
    sealed interface Happened extends Event {}

    record Noted(int number) implements Happened {}

    record Skipped(int number) implements Happened {}

    final SimulatedRows<String, List<Long>> versions = new SimulatedRows<>();
    private final Map<Integer, Integer> tries = new HashMap<>();
    private int number;
    /** Only where it runs: a replay finds the trouble gone. */
    private boolean troubled;

    /** Keeps of each stream what it was given, in that order. */
    final class Notes extends Projector {
        Notes() {
            super("notes");
            on(Noted.class, this::note);
        }

        private void note(Noted event, EventEnvelope envelope, Transaction transaction) {
            join(versions, envelope, transaction);
            fail(event.number());
        }
    }

    /** Some always, and some at first. */
    void fail(int number) {
        if (number % 11 == 3) throw new IllegalStateException("never");
        if (troubled && number % 7 == 5 && tries.merge(number, 1, Integer::sum) < 3)
            throw new IllegalStateException("not yet");
    }

    /** Behind what a row knows of its stream. */
    static void join(SimulatedRows<String, List<Long>> rows, EventEnvelope event, Transaction transaction) {
        String stream = event.stream().key();
        var joined = new ArrayList<>(rows.find(stream).orElse(List.of()));
        joined.add(event.version());
        rows.put(transaction, stream, List.copyOf(joined));
    }

    @Override
    public Espalier.Builder configure(EventStore store) {
        troubled = true;
        return Espalier.on(store).events(Happened.class);
    }

    @Override
    public List<? extends Projector> projectors() {
        return List.of(new Notes());
    }

    @Override
    public Subscription subscribe(Projector projector) {
        return Subscription.of(projector)
                .retry(3, Duration.ofMillis(20), Duration.ofMillis(100))
                .setAside();
    }

    @Override
    public void act(Espalier espalier, RandomGenerator random) {
        var events = new Event[1 + random.nextInt(3)];
        for (int i = 0; i < events.length; i++, number++)
            events[i] = random.nextInt(4) > 0 ? new Noted(number) : new Skipped(number);
        var stream = new StreamId("note", String.valueOf(random.nextInt(3)));
        espalier.eventStoreService().append(stream, ExpectedVersion.any(), events);
    }

    @Override
    public Object rows() {
        return versions.all();
    }
}
