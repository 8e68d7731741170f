package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.AggregateSnapshots;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.StateCodec;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.serialization.JsonState;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.EventStore;
import dev.espalier.story.Counting.CountEvent;
import dev.espalier.story.Counting.Counted;
import dev.espalier.tck.Race;
import dev.espalier.tck.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a command on a long stream reads, and when it holds a lock. */
@ParameterizedClass
@EnumSource(Stores.class)
class LongStreamTest {
    private record Count(String counter) implements Command {}

    @Parameter
    Stores stores;

    private final AtomicInteger folded = new AtomicInteger();
    private final Aggregate<String, Integer, CountEvent> counter = Aggregate.of(
                    "counter", CountEvent.class, CountEvent::counter, 0)
            .on(Counted.class, (before, event) -> {
                folded.incrementAndGet();
                return event.number();
            });
    private final AggregateSnapshots<Integer> rule =
            AggregateSnapshots.of(counter, new JsonState<>(Integer.class)).every(10);

    private StoreFixture fixture;
    private EventStore store;

    @BeforeEach
    void open() throws Exception {
        fixture = stores.fixture();
        store = fixture.open();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        fixture.close();
    }

    private static List<Counted> next(Count count, int before) {
        return List.of(new Counted(count.counter(), before + 1));
    }

    private Espalier.Builder on(Load load, CommandHandler<Count, Integer> handler) {
        return Espalier.on(store).handle(Count.class, Count::counter, counter, load, handler);
    }

    private Espalier with(AggregateSnapshots<Integer> snapshots, Executor writer) {
        return on(Load.CACHED, LongStreamTest::next)
                .snapshots(snapshots)
                .snapshotWriter(writer)
                .open();
    }

    private void history(Espalier espalier, int events) {
        espalier.eventStoreService()
                .append(
                        counter.stream("one"),
                        ExpectedVersion.any(),
                        IntStream.rangeClosed(1, events)
                                .mapToObj(number -> new Counted("one", number))
                                .toList());
        folded.set(0);
    }

    private int foldedBy(Espalier espalier) {
        folded.set(0);
        Receipt receipt = espalier.send(new Count("one"));
        assertThat(receipt.events().get(0).event()).isEqualTo(new Counted("one", (int) receipt.version()));
        return folded.get();
    }

    private long kept(String name) {
        return ((AggregateSnapshotStore) store)
                .snapshot(name, counter.stream("one"))
                .map(snapshot -> snapshot.version())
                .orElse(0L);
    }

    /** In memory no lock is held while a handler decides. */
    @Test
    void a_command_that_a_handler_sends_while_its_own_holds_a_lock_is_refused_at_once() {
        assumeThat(stores.survives()).isTrue();
        for (String nested : List.of("one", "two")) {
            var self = new ArrayList<Espalier>();
            self.add(on(Load.CACHED, (count, before) -> {
                        if (count.counter().equals("one")) self.get(0).send(new Count(nested));
                        return next(count, before);
                    })
                    .open());

            assertThatThrownBy(() -> self.get(0).send(new Count("one")))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("in the middle of another append");
        }
        assertThat(store.head()).isZero();
    }

    @Test
    void a_state_is_kept_when_its_version_passes_a_multiple_and_the_next_command_reads_what_is_new() {
        Espalier espalier = with(rule, Runnable::run);
        history(espalier, 98);

        assertThat(foldedBy(espalier)).isEqualTo(98);
        assertThat(kept("counter")).isZero();
        assertThat(foldedBy(espalier)).isEqualTo(99 + 1);
        assertThat(kept("counter")).isEqualTo(100);

        assertThat(foldedBy(espalier)).isZero();
        assertThat(foldedBy(espalier)).isEqualTo(1);
        assertThat(foldedBy(on(Load.FRESH, LongStreamTest::next).snapshots(rule).open()))
                .isEqualTo(102);
        assertThat(kept("counter")).isEqualTo(100);
    }

    @Test
    void one_of_another_schema_version_is_passed_by_and_replaced() {
        Espalier old = with(rule, Runnable::run);
        history(old, 99);
        foldedBy(old);

        Espalier released = with(rule.schemaVersion(2), Runnable::run);

        assertThat(foldedBy(released)).isEqualTo(100);
        assertThat(released.takeSnapshot(counter, "one")).isTrue();
        assertThat(foldedBy(released)).isZero();
        assertThat(foldedBy(old)).isEqualTo(102);
    }

    @Test
    void one_that_does_not_load_is_passed_by() {
        Espalier good = with(rule, Runnable::run);
        history(good, 99);
        foldedBy(good);
        StateCodec<Integer> broken = new StateCodec<>() {
            @Override
            public byte[] encode(Integer state) {
                throw new IllegalStateException("cannot be written");
            }

            @Override
            public Integer decode(byte[] bytes) {
                throw new IllegalStateException("cannot be read");
            }
        };

        Espalier espalier = with(AggregateSnapshots.of(counter, broken).every(1), Runnable::run);

        assertThat(foldedBy(espalier)).isEqualTo(100 + 1);
        assertThat(kept("counter")).isEqualTo(100);
    }

    @Test
    void snapshots_are_taken_and_deleted_by_hand() {
        Espalier espalier = with(rule, Runnable::run);
        assertThat(espalier.takeSnapshot(counter, "one")).isFalse();
        history(espalier, 55);

        assertThat(espalier.takeSnapshot(counter, "one")).isTrue();
        assertThat(kept("counter")).isEqualTo(55);
        assertThat(foldedBy(espalier)).isZero();

        assertThat(espalier.deleteSnapshots(counter)).isEqualTo(1);
        assertThat(foldedBy(espalier)).isEqualTo(56);
    }

    @Test
    void they_are_written_by_the_executor_after_the_commit_and_one_that_is_full_harms_nobody() {
        var tasks = new ArrayList<Runnable>();
        Espalier espalier = with(rule, tasks::add);
        history(espalier, 99);
        foldedBy(espalier);
        assertThat(kept("counter")).isZero();
        tasks.forEach(Runnable::run);
        assertThat(tasks).hasSize(1);
        assertThat(kept("counter")).isEqualTo(100);

        Espalier full = with(rule.every(1), task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(foldedBy(full)).isEqualTo(1);
        assertThat(kept("counter")).isEqualTo(100);
    }

    @Test
    void in_a_transaction_of_the_applications_own_they_are_written_after_its_commit_alone() throws Exception {
        assumeThat(stores.survives()).isTrue();
        var tasks = new ArrayList<Runnable>();
        Espalier espalier = with(rule, tasks::add);
        history(espalier, 99);
        for (boolean committed : new boolean[] {false, true}) {
            try (var application = fixture.join(store)) {
                espalier.in(application.joined()).send(new Count("one"));
                assertThat(tasks).isEmpty();
                application.joined().complete();
                if (committed) {
                    application.commit();
                    application.joined().committed();
                } else {
                    application.rollBack();
                    application.joined().rolledBack();
                }
                assertThat(tasks).hasSize(committed ? 1 : 0);
            }
        }
        tasks.forEach(Runnable::run);
        assertThat(kept("counter")).isEqualTo(100);
        assertThat(foldedBy(espalier)).isZero();
    }

    @Test
    void two_rules_of_one_name_are_refused() {
        assertThatThrownBy(() -> on(Load.CACHED, LongStreamTest::next)
                        .snapshots(rule)
                        .snapshots(rule)
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two aggregates keep snapshots called counter");
    }

    @Test
    void a_fresh_load_passes_kept_states_by() {
        Espalier cached = on(Load.CACHED, LongStreamTest::next).stateCache(10).open();
        Espalier fresh = on(Load.FRESH, LongStreamTest::next).stateCache(10).open();
        history(cached, 20);
        foldedBy(cached);
        foldedBy(fresh);

        assertThat(foldedBy(cached)).isEqualTo(2);
        assertThat(foldedBy(fresh)).as("23 events, and its own").isEqualTo(24);
    }

    @Test
    void who_decides_unlocked_holds_up_nobody_and_meets_a_conflict() throws Exception {
        var decided = new AtomicInteger();
        var other = on(Load.CACHED, LongStreamTest::next).open();
        var threads = Executors.newSingleThreadExecutor();
        try {
            Espalier slow = on(Load.UNLOCKED, (count, before) -> {
                        if (decided.getAndIncrement() == 0)
                            assertThat(otherwise(threads, other).version()).isEqualTo(before + 1);
                        return next(count, before);
                    })
                    .open();
            history(slow, 5);

            Receipt receipt = slow.send(new Count("one"));

            assertThat(receipt.version()).isEqualTo(7);
            assertThat(receipt.events().get(0).event()).isEqualTo(new Counted("one", 7));
            assertThat(decided).hasValue(2);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Receipt otherwise(java.util.concurrent.ExecutorService threads, Espalier other) {
        try {
            return threads.submit(() -> other.send(new Count("one"))).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_repeated_command_that_is_decided_unlocked_happens_once() throws Exception {
        Espalier espalier = on(Load.UNLOCKED, (count, before) -> {
                    if (before > 0) throw new IllegalStateException("exists");
                    return next(count, before);
                })
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)))
                .open();
        for (int round = 0; round < 5 * Integer.getInteger("rounds", 3); round++) {
            var metadata = Metadata.none().withCommandId(UUID.randomUUID());
            var count = new Count("new " + round);
            Race.Outcomes<Receipt> outcomes = Race.run(4, racer -> espalier.send(count, metadata));
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won())
                    .filteredOn(receipt -> !receipt.replayed())
                    .hasSize(1);
            assertThat(outcomes.won()).allMatch(receipt -> receipt.version() == 1);
        }
    }
}
