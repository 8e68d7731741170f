package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints.Moved;
import dev.espalier.store.Lease;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.subscription.Subscriptions.Awaited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the engine of subscriptions promises, on this store: its events, its checkpoints and its rows. */
@Needs(Capability.CHECKPOINTS)
abstract class SubscriptionSuite extends FollowingSuite {
    /** Then what is waited for will never come. */
    private static final Duration HOPELESS = Duration.ofSeconds(3);

    private static final Duration SECOND = Duration.ofSeconds(1);

    sealed interface Followed extends Event {}

    record Wanted(String text) implements Followed {}

    record Unwanted(String text) implements Followed {}

    @FunctionalInterface
    private interface At {
        void text(String text) throws Exception;
    }

    /** A row for each event that it wants. */
    private final class View extends Projector {
        final List<String> given = new CopyOnWriteArrayList<>();
        private final At happens;
        private final AtomicInteger tries = new AtomicInteger();

        View(String name, At happens) {
            super(name);
            this.happens = happens;
            on(Wanted.class, this::write);
        }

        private void write(Wanted event, EventEnvelope envelope, Transaction transaction) throws Exception {
            given.add(event.text());
            rows.insert(transaction, name() + " " + tries.incrementAndGet() + " " + event.text());
            happens.text(event.text());
        }
    }

    private Espalier follow(Subscription... subscriptions) {
        var builder = Espalier.on(store).events(Followed.class);
        for (Subscription each : subscriptions) builder.subscribe(each);
        return opened(builder);
    }

    private View view(String name) {
        return new View(name, text -> {});
    }

    private static Receipt store(Espalier instance, StreamId stream, String... texts) {
        var events = new ArrayList<Event>();
        for (String text : texts) events.add(text.startsWith("-") ? new Unwanted(text) : new Wanted(text));
        Receipt receipt =
                instance.eventStoreService().append(stream, ExpectedVersion.any(), events.toArray(Event[]::new));
        assertThat(receipt.events()).hasSize(texts.length);
        return receipt;
    }

    private long position(String subscription) {
        return ((CheckpointedStore) store)
                .checkpoints()
                .find(subscription)
                .orElseThrow()
                .position();
    }

    private static List<String> wanted(Espalier instance) {
        var texts = new ArrayList<String>();
        try (var events = instance.eventStoreService().read(Query.types(Wanted.class))) {
            for (EventEnvelope each : events) texts.add(((Wanted) each.event()).text());
        }
        return texts;
    }

    @Test
    @Line("87")
    void a_projection_that_is_fed_twice_has_the_same_rows() throws Exception {
        var espalier = follow(Subscription.of(view("view")));
        store(espalier, A, "1", "2");
        espalier.subscriptions().runUntilCaughtUp();
        var fed = rows.committed();
        assertThat(fed).hasSize(2);

        var checkpoints = ((CheckpointedStore) store).checkpoints();
        Lease lease = checkpoints
                .lease("another", SECOND.multipliedBy(60), Set.of("view"))
                .get(0);
        Checkpoint from = Checkpoint.origin(lease.at().store());
        Moved again = checkpoints.move(lease, from, transaction -> {
            insert(rows, transaction, "once more");
            return lease.at();
        });
        checkpoints.release("another", Set.of("view"));
        follow(Subscription.of(view("view"))).subscriptions().runUntilCaughtUp();

        assertThat(again).isEqualTo(Moved.ALREADY);
        assertThat(rows.committed()).isEqualTo(fed);
    }

    @Test
    @Line("88")
    void a_rebuild_is_given_what_the_live_one_was_given() {
        var live = view("live");
        var espalier = follow(Subscription.of(live));
        for (int i = 0; i < 5; i++) {
            store(espalier, A, "a" + i, "-", "b" + i);
            espalier.subscriptions().runUntilCaughtUp();
        }
        assertThat(live.given).hasSize(10);

        var rebuilt = view("rebuilt");
        follow(Subscription.of(rebuilt)).subscriptions().runUntilCaughtUp();
        assertThat(rebuilt.given).isEqualTo(live.given);

        live.given.clear();
        espalier.subscriptions().reset("live", 0);
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(live.given).isEqualTo(rebuilt.given);
    }

    @Test
    @Line("89")
    void history_then_live_in_the_order_of_positions_without_gap_or_duplicate_while_several_write() throws Exception {
        var view = view("view");
        var espalier = follow(Subscription.of(view).batch(7, SECOND));
        store(espalier, A, "1", "2", "3");
        var writing = new AtomicBoolean(true);
        var outcomes = Race.run(4, racer -> {
            if (racer == 0) {
                while (writing.get()) espalier.subscriptions().runUntilCaughtUp();
                return 0;
            }
            try {
                for (int i = 0; i < rounds * 5; i++)
                    store(espalier, new StreamId("followed", "s" + racer), racer + "." + i, "-");
                return racer;
            } finally {
                if (racer == 3) writing.set(false);
            }
        });
        assertThat(outcomes.lost()).isEmpty();
        espalier.subscriptions().runUntilCaughtUp();

        assertThat(view.given).hasSize(3 + 3 * rounds * 5).isEqualTo(wanted(espalier));
        assertThat(rows.committed()).hasSameSizeAs(view.given);
        assertThat(position("view")).isEqualTo(store.head());
    }

    @Test
    @Line("90")
    void it_begins_at_the_origin_now_or_after_a_position() {
        var writer = follow();
        store(writer, A, "1", "2", "3");
        var origin = view("origin");
        var now = view("now");
        var after = view("after");
        var espalier = follow(
                Subscription.of(origin),
                Subscription.of(now).fromNow(),
                Subscription.of(after).after(2));

        espalier.subscriptions().runUntilCaughtUp();
        store(writer, A, "4");
        espalier.subscriptions().runUntilCaughtUp();

        assertThat(origin.given).containsExactly("1", "2", "3", "4");
        assertThat(now.given).containsExactly("4");
        assertThat(after.given).containsExactly("3", "4");
    }

    @Test
    @Line("91")
    void a_filtered_one_is_given_what_it_wants_and_moves_past_the_rest() {
        var view = view("view");
        var other = view("other");
        var espalier = follow(Subscription.of(view), Subscription.of(other).withCategories("other"));
        store(espalier, A, "-1", "2", "-3");
        store(espalier, new StreamId("other", "a"), "4", "-5", "-6");

        espalier.subscriptions().runUntilCaughtUp();

        assertThat(view.given).containsExactly("2", "4");
        assertThat(other.given).containsExactly("4");
        assertThat(position("view")).isEqualTo(store.head()).isEqualTo(position("other"));
    }

    @Test
    @Line("92")
    void what_nobody_tells_of_is_found_by_looking() throws Exception {
        var view = view("view");
        var espalier = follow(Subscription.of(view));
        var silent = follow(); // does not wake the one that follows
        espalier.subscriptions().start(threads);
        for (int i = 0; i < 3; i++) {
            Receipt receipt = store(silent, A, "n" + i);
            assertThat(espalier.subscriptions().awaitProcessed("view", receipt, HOPELESS))
                    .isNotEqualTo(Awaited.TIMED_OUT);
        }
        assertThat(view.given).containsExactly("n0", "n1", "n2");
    }

    @Test
    @Line("93")
    @Needs(Capability.VIEW_CHECKPOINTS)
    void partitions_keep_the_order_of_each_key_and_one_that_fails_leaves_nothing_out() throws Exception {
        var failing = new AtomicBoolean(true);
        At fails = text -> {
            if (text.equals("3 of b") && failing.get()) throw new IllegalStateException("killed");
        };
        var view = new View("view", fails);
        var writer = follow();
        var subscription = Subscription.of(view).partitions(3).batch(2, SECOND);
        var espalier = follow(subscription);
        var streams = List.of("a", "b", "c", "d", "e", "f", "g");
        for (int i = 0; i < 5; i++)
            for (String each : streams) store(writer, new StreamId("followed", each), i + " of " + each);
        espalier.subscriptions().start(threads);
        String[] partitions = {"view[1/3]", "view[2/3]", "view[3/3]"};
        awaitStandstill(espalier);

        long poison = store.head();
        try (var events = espalier.eventStoreService().read(Query.types(Wanted.class))) {
            for (EventEnvelope each : events) if (each.event().equals(new Wanted("3 of b"))) poison = each.position();
        }
        long behind = poison;
        assertThat(Stream.of(partitions).map(this::position))
                .filteredOn(position -> position < behind)
                .hasSize(1);
        espalier.subscriptions().stop(HOPELESS);
        failing.set(false);
        follow(subscription).subscriptions().runUntilCaughtUp();

        assertThat(Stream.of(partitions).map(this::position)).allMatch(position -> position == store.head());
        assertThat(rows.committed()).hasSize(5 * streams.size());
        for (String each : streams)
            assertThat(view.given.stream().filter(text -> text.endsWith(each)).distinct())
                    .containsExactlyElementsOf(IntStream.range(0, 5)
                            .mapToObj(i -> i + " of " + each)
                            .toList());
    }

    /** One partition stands still, the others have done everything. */
    private void awaitStandstill(Espalier espalier) throws InterruptedException {
        long deadline = System.nanoTime() + HOPELESS.multipliedBy(5).toNanos();
        while (true) {
            var all = espalier.subscriptions().status();
            boolean failed = all.stream().anyMatch(each -> each.state() == State.FAILED);
            if (failed
                    && all.stream()
                                    .filter(each -> each.position() == store.head())
                                    .count()
                            == 2) return;
            assertThat(System.nanoTime()).as("%s", all).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    @Line("94")
    void an_event_that_cannot_be_handled_stops_it_or_is_set_aside_as_was_said() throws Exception {
        var sick = new AtomicBoolean(true);
        At poison = text -> {
            if (text.equals("bad") && sick.get()) throw new IllegalStateException("cannot");
        };
        var careful = new View("careful", poison);
        var going = new View("going", poison);
        var espalier = follow(Subscription.of(careful), Subscription.of(going).setAside());
        Receipt receipt = store(espalier, A, "1", "bad", "3");

        assertThatThrownBy(() -> {
                    while (true) espalier.subscriptions().runUntilCaughtUp();
                })
                .isInstanceOf(SubscriptionStoppedException.class);

        var bad = receipt.events().get(1);
        assertThat(position("careful")).isEqualTo(bad.position() - 1);
        assertThat(rows.committed())
                .filteredOn(row -> row.startsWith("careful"))
                .hasSize(1);
        follow(Subscription.of(going).setAside()).subscriptions().runUntilCaughtUp();
        assertThat(position("going")).isEqualTo(store.head());
        assertThat(rows.committed())
                .filteredOn(row -> row.startsWith("going"))
                .hasSize(2)
                .noneMatch(row -> row.endsWith("bad"));
        assertThat(espalier.subscriptions().setAside("going"))
                .singleElement()
                .satisfies(each -> assertThat(each.event()).isEqualTo(bad.id()));
        sick.set(false);
        espalier.subscriptions().resume("careful");
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(espalier.subscriptions().redrive("going", bad.id())).isTrue();
        assertThat(rows.committed()).hasSize(6);
    }

    @Test
    @Line("95")
    void a_stop_during_a_batch_ends_it_with_its_event_and_keeps_what_is_done() throws Exception {
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var view = new View("view", text -> {
            if (!text.equals("2")) return;
            inside.countDown();
            go.await();
        });
        var espalier = follow(Subscription.of(view));
        store(espalier, A, "1", "2", "3");
        espalier.subscriptions().start(threads);
        assertThat(inside.await(HOPELESS.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

        assertThat(espalier.subscriptions().stop(Duration.ZERO)).isFalse();
        go.countDown();
        assertThat(espalier.subscriptions().stop(HOPELESS.multipliedBy(5))).isTrue();

        assertThat(rows.committed()).hasSize(2);
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(view.given).containsExactly("1", "2", "3");
    }

    @Test
    @Line("96")
    void one_waits_until_it_has_done_what_was_stored() {
        var view = new View("view", text -> {
            if (text.equals("bad")) throw new IllegalStateException("cannot");
        });
        var espalier = follow(Subscription.of(view));
        var subscriptions = espalier.subscriptions();
        Receipt receipt = store(espalier, A, "1");
        assertThat(subscriptions.awaitProcessed("view", receipt, Duration.ofMillis(1)))
                .isEqualTo(Awaited.TIMED_OUT);
        subscriptions.runUntilCaughtUp();
        assertThat(subscriptions.awaitProcessed("view", receipt, Duration.ofMillis(1)))
                .isEqualTo(Awaited.ALREADY);

        subscriptions.start(threads);
        Receipt next = store(espalier, A, "2");
        assertThat(subscriptions.awaitProcessed("view", next, HOPELESS)).isNotEqualTo(Awaited.TIMED_OUT);
        Receipt bad = store(espalier, A, "bad");
        assertThatThrownBy(() -> subscriptions.awaitProcessed("view", bad, HOPELESS))
                .isInstanceOf(SubscriptionStoppedException.class);
    }
}
