package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.HistoryLostException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What the store stands on is killed under writers, readers and commands, and started again. */
@Needs(Capability.KILLS)
abstract class KillSuite extends Suite {
    private static final int WRITERS = 6;
    private static final int COMMANDERS = 2;
    private static final int READERS = 2;
    /** What each of them does once it is up again. */
    private static final int AFTERWARDS = 5;
    /** Then what fails will never go well. */
    private static final long HOPELESS = TimeUnit.SECONDS.toNanos(45);

    record Count(String counter) implements Command {}

    sealed interface Counting extends Event {
        String counter();
    }

    record Counted(String counter, int number) implements Counting {}

    record Counter(int number) {
        static final Aggregate<String, Counter, Counting> AGGREGATE = Aggregate.of(
                        "counter", Counting.class, Counting::counter, new Counter(0))
                .on(Counted.class, (before, event) -> new Counter(event.number()));
    }

    private record Place(StreamId stream, long version, UUID id) {}

    private final Map<Long, Place> told = new ConcurrentHashMap<>();
    private final Map<UUID, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLongArray versions = new AtomicLongArray(WRITERS);
    private MortalFixture mortal;
    private Rows rows;
    private Espalier espalier;
    private int acknowledgements;
    private int writing;
    private boolean up = true;
    private boolean over;

    @Test
    @Line("109")
    void however_it_dies_nothing_that_was_told_is_gone_and_no_place_is_told_twice(TestReporter reporter)
            throws Exception {
        reporter.publishEntry("seed", String.valueOf(Oracle.SEED));
        var random = new Random(Oracle.SEED);
        mortal = kept(fixture.mortal().orElseThrow());
        store = kept(mortal.open());
        rows = lacks(Capability.PARTICIPANTS) ? Rows.inMemory() : mortal.rows();
        espalier = Espalier.on(store)
                .handle(
                        Count.class,
                        Count::counter,
                        Counter.AGGREGATE,
                        (command, counter) -> List.of(new Counted(command.counter(), counter.number() + 1)))
                .open();
        for (int death = 0; death < rounds * 5 / 3; death++) {
            int number = death;
            over = false;
            writing = WRITERS + COMMANDERS;
            var outcomes = Race.run(1 + READERS + writing, racer -> {
                if (racer == 0) die(random, number);
                else if (racer <= READERS) follow();
                else write(racer - READERS - 1);
                return racer;
            });
            assertThat(outcomes.lost())
                    .as("death %s, -Dseed=%s", number, Oracle.SEED)
                    .isEmpty();
        }
        verify();
    }

    private void die(Random random, int number) throws Exception {
        awaitAcknowledgements(20 + random.nextInt(150));
        up(false);
        if (number % 4 == 1) mortal.shutDown();
        else mortal.kill();
        mortal.start();
        up(true);
    }

    private synchronized void up(boolean now) {
        up = now;
        over = now;
        notifyAll();
    }

    private synchronized void awaitUp() throws InterruptedException {
        while (!up) wait();
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized void awaitAcknowledgements(int more) throws InterruptedException {
        int goal = acknowledgements + more;
        while (acknowledgements < goal && writing > 0) wait();
    }

    private void write(int writer) throws Exception {
        try {
            for (int after = 0; after < AFTERWARDS; after += isOver() ? 1 : 0)
                if (writer < WRITERS) append(writer);
                else count();
        } finally {
            synchronized (this) {
                writing--;
                notifyAll();
            }
        }
    }

    private void append(int writer) throws Exception {
        var stream = new StreamId("writer", "w" + writer);
        long version = versions.getAndIncrement(writer);
        boolean served = writer % 2 == 1 && !lacks(Capability.PARTICIPANTS);
        EventData event = event(stream, "w" + writer + "-" + (version + 1));
        var append = Append.of(stream, exactly(version), event, served ? this::row : Participant.NONE);
        acknowledge(untilItGoesWell(() -> store.append(append)).events());
        assertThat(acknowledged).containsKey(event.id());
    }

    private List<SnapshotVersion> row(List<EventEnvelope> events, Transaction transaction) {
        for (EventEnvelope each : events) insert(rows, transaction, text(each));
        return List.of();
    }

    /** One that failed, or was overtaken, may be stored or not; the next is decided on what is there. */
    private void count() throws Exception {
        try {
            acknowledge(untilItGoesWell(() -> espalier.send(new Count("one"))).events());
        } catch (ConflictException overtaken) {
            // a stream that must not exist is not tried again
        }
    }

    /** Again with the same ids, as a caller would who wants it stored. */
    private <T> T untilItGoesWell(Callable<T> call) throws Exception {
        for (long hopeless = System.nanoTime() + HOPELESS; ; awaitUp()) {
            try {
                return call.call();
            } catch (ConflictException | HistoryLostException wrong) {
                throw wrong;
            } catch (EspalierException | IllegalStateException down) {
                if (System.nanoTime() - hopeless > 0) throw down;
            }
        }
    }

    private void acknowledge(List<EventEnvelope> events) {
        for (EventEnvelope event : events) {
            tell(event);
            acknowledged.put(event.id(), event.position());
        }
        synchronized (this) {
            acknowledgements++;
            notifyAll();
        }
    }

    /** What was said of a position is never said of another event. */
    private void tell(EventEnvelope event) {
        var place = new Place(event.stream(), event.version(), event.id());
        Place before = told.putIfAbsent(event.position(), place);
        if (before != null)
            assertThat(place).as("position %s", event.position()).isEqualTo(before);
    }

    private void follow() throws Exception {
        var seen = new ArrayList<Long>();
        for (boolean more = true; more; ) {
            boolean last = isQuiet();
            long after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
            List<EventEnvelope> page = untilItGoesWell(
                    () -> list(store.read(all(), ReadRange.from(after).first(50), Happened.Type::new)));
            for (EventEnvelope event : page) {
                tell(event);
                seen.add(event.position());
            }
            more = !last || !page.isEmpty();
        }
        assertThat(readAll()).extracting(EventEnvelope::position).isEqualTo(seen);
    }

    private synchronized boolean isQuiet() {
        return writing == 0;
    }

    private void verify() throws Exception {
        List<EventEnvelope> events = readAll();
        assertThat(events).extracting(EventEnvelope::position).containsExactlyInAnyOrderElementsOf(told.keySet());
        events.forEach(this::tell);
        for (EventEnvelope each : events) acknowledged.remove(each.id(), each.position());
        assertThat(acknowledged).as("acknowledged, and gone").isEmpty();
        var served = new ArrayList<String>();
        for (int writer = 0; writer < WRITERS; writer++) {
            List<EventEnvelope> written = read(new StreamId("writer", "w" + writer));
            assertThat(written).hasSize((int) versions.get(writer));
            if (writer % 2 == 1) served.addAll(texts(written));
        }
        if (!lacks(Capability.PARTICIPANTS)) assertThat(rows.committed()).containsExactlyInAnyOrderElementsOf(served);
        List<Integer> counted = new ArrayList<>();
        try (var stream = espalier.eventStoreService().read(new StreamId("counter", "one"))) {
            for (EventEnvelope each : stream) counted.add(((Counted) each.event()).number());
        }
        assertThat(counted)
                .as("each decided on the one before, whatever was cached")
                .isEqualTo(LongStream.rangeClosed(1, counted.size())
                        .mapToObj(each -> (int) each)
                        .toList());
    }
}
