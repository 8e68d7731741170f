package dev.espalier.subscription;

import static dev.espalier.support.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Reactor;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.SubscriptionHeldException;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.EventStore;
import dev.espalier.store.Lease;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.subscription.Subscriptions.Awaited;
import dev.espalier.testing.SimulatedExecutor;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscription in partitions, which instances share, on each kind of store. */
class PartitionTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Long enough for a thread to get its turn on a busy machine. */
    private static final Duration LEASE = Duration.ofSeconds(2);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int STREAMS = 12;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);

    private Ground ground(Kind kind) {
        Ground ground = kind.open();
        open.add(ground);
        return ground;
    }

    private Espalier instance(EventStore store, Subscription... subscriptions) {
        var builder = Noting.on(store);
        for (Subscription each : subscriptions) builder.subscribe(each);
        Espalier espalier = builder.open();
        open.add(0, espalier);
        return espalier;
    }

    private static Subscription notes(Ground ground, int partitions) {
        return Subscription.of(new Notes(ground)).lease(LEASE).partitions(partitions);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open)
            if (each instanceof Espalier instance) instance.subscriptions().stop(SOON);
        for (AutoCloseable each : open) each.close();
        threads.shutdownNow();
    }

    private static Receipt note(Espalier espalier, String key, String text) {
        return Noting.append(espalier, new StreamId("note", key), new Noted(text));
    }

    /** Some on each stream, one after the other. */
    private static void noteAll(Espalier espalier, int each) {
        for (int i = 0; i < each; i++) for (int key = 0; key < STREAMS; key++) note(espalier, "s" + key, "n" + i);
    }

    /** How many partitions an instance runs, as it knows. */
    private static int held(Espalier instance) {
        return (int) instance.subscriptions().status().stream()
                .filter(each -> each.lease()
                        .filter(lease ->
                                lease.owner().equals(instance.subscriptions().instance()))
                        .isPresent())
                .filter(each -> each.state() != State.STANDBY)
                .count();
    }

    private static Checkpoints checkpoints(Ground ground) {
        return ((CheckpointedStore) ground.store()).checkpoints();
    }

    /** Everything is written once, and what belongs to one stream in its order. */
    static void assertWrittenOnceInOrder(Espalier instance, Ground ground) {
        Map<Long, StreamId> streams = new HashMap<>();
        try (var events = instance.eventStoreService().read(Query.all())) {
            for (EventEnvelope each : events) streams.put(each.position(), each.stream());
        }
        List<Long> written = ground.written();
        assertThat(written).containsExactlyInAnyOrderElementsOf(streams.keySet());
        Map<StreamId, Long> last = new HashMap<>();
        for (long position : written)
            assertThat(position)
                    .isGreaterThan(last.merge(streams.get(position), position, (before, now) -> {
                                assertThat(now)
                                        .as("after %d of %s", before, streams.get(now))
                                        .isGreaterThan(before);
                                return now;
                            })
                            - 1);
    }

    @ParameterizedTest
    @EnumSource
    void one_instance_runs_all_of_them(Kind kind) {
        Ground ground = ground(kind);
        var one = instance(ground.store(), notes(ground, 4));
        noteAll(one, 3);

        one.subscriptions().runUntilCaughtUp();

        assertWrittenOnceInOrder(one, ground);
        var status = one.subscriptions().status();
        assertThat(status)
                .extracting(SubscriptionStatus::name)
                .containsExactly("notes[1/4]", "notes[2/4]", "notes[3/4]", "notes[4/4]");
        assertThat(status).allSatisfy(each -> {
            assertThat(each.events()).isPositive();
            assertThat(each.position()).isEqualTo(3 * STREAMS);
        });
        var together = one.subscriptions().status("notes");
        assertThat(together.name()).isEqualTo("notes");
        assertThat(together.events()).isEqualTo(3 * STREAMS);
        assertThat(together.position()).isEqualTo(3 * STREAMS);
        assertThat(one.subscriptions().table()).contains("notes[3/4]");
    }

    @ParameterizedTest
    @EnumSource
    void instances_that_come_and_go_share_them_and_each_event_is_written_once_in_the_order_of_its_stream(Kind kind)
            throws Exception {
        Ground ground = ground(kind);
        var one = instance(ground.store(), notes(ground, 4));
        var two = instance(ground.another(), notes(ground, 4));
        var three = instance(ground.another(), notes(ground, 4));
        one.subscriptions().start(threads);
        noteAll(one, 2);
        until(SOON, () -> held(one) == 4);

        two.subscriptions().start(threads);
        noteAll(one, 2);
        until(SOON, () -> held(one) == 2 && held(two) == 2);

        three.subscriptions().start(threads);
        noteAll(two, 2);
        until(
                SOON,
                () -> held(one) > 0 && held(two) > 0 && held(three) > 0 && held(one) + held(two) + held(three) == 4);

        assertThat(one.subscriptions().stop(SOON)).isTrue();
        noteAll(three, 2);
        until(SOON, () -> held(two) == 2 && held(three) == 2);

        until(SOON, () -> ground.written().size() == 8 * STREAMS);
        assertWrittenOnceInOrder(three, ground);
        assertThat(two.subscriptions().status("notes").state()).isEqualTo(State.LIVE);
    }

    @ParameterizedTest
    @EnumSource
    void an_instance_that_hangs_is_taken_over_from_and_shares_again_when_it_wakes(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var silent = new SimulatedExecutor(); // its time stands still, and nothing is prolonged
        var one = instance(ground.store(), notes(ground, 4));
        var two = instance(ground.another(), notes(ground, 4));
        one.subscriptions().start(silent);
        noteAll(one, 1);
        silent.run();
        assertThat(ground.written()).hasSize(STREAMS);

        two.subscriptions().start(threads);
        noteAll(two, 1);
        until(SOON, () -> held(two) == 4 && ground.written().size() == 2 * STREAMS);

        noteAll(one, 1);
        until(SOON, () -> {
            silent.pass(Duration.ofMillis(10));
            return held(one) == 2 && held(two) == 2 && ground.written().size() == 3 * STREAMS;
        });
        assertWrittenOnceInOrder(one, ground);
    }

    @Test
    void what_another_has_begun_with_an_old_lease_is_turned_away_for_each_partition() {
        Ground ground = ground(Kind.MEMORY);
        var one = instance(ground.store(), notes(ground, 2));
        one.subscriptions().runOnce();
        var checkpoints = checkpoints(ground);
        var taken = checkpoints.lease("other", HOUR, Set.of("notes[1/2]"));
        assertThat(taken)
                .singleElement()
                .satisfies(lease -> assertThat(lease.isHeldBy("other")).isTrue());
        noteAll(one, 1);

        one.subscriptions().runOnce();

        assertThat(ground.written()).isNotEmpty().hasSizeLessThan(STREAMS);
        assertThat(checkpoints.find("notes[1/2]").orElseThrow().position()).isZero();
        assertThat(checkpoints.find("notes[2/2]").orElseThrow().position()).isEqualTo(STREAMS);
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "POSTGRESQL"})
    void more_instances_than_partitions_stand_by(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var instances = new ArrayList<Espalier>();
        for (int i = 0; i < 3; i++) instances.add(instance(ground.another(), notes(ground, 2)));
        for (Espalier each : instances) each.subscriptions().start(threads);
        noteAll(instances.get(0), 2);

        until(
                SOON,
                () -> instances.stream().filter(each -> held(each) == 1).count() == 2
                        && instances.stream().filter(each -> held(each) == 0).count() == 1);

        var idle =
                instances.stream().filter(each -> held(each) == 0).findFirst().orElseThrow();
        until(SOON, () -> idle.subscriptions().status("notes").state() == State.STANDBY);
        instances.stream()
                .filter(each -> held(each) == 1)
                .findFirst()
                .orElseThrow()
                .subscriptions()
                .stop(SOON);
        until(SOON, () -> held(idle) == 1);
        until(SOON, () -> ground.written().size() == 2 * STREAMS);
        assertWrittenOnceInOrder(idle, ground);
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "POSTGRESQL"})
    void an_instance_that_is_paused_keeps_what_it_runs_and_takes_nothing_from_the_others(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var one = instance(ground.store(), notes(ground, 4));
        var two = instance(ground.another(), notes(ground, 4));
        var three = instance(ground.another(), notes(ground, 4));
        one.subscriptions().start(threads);
        two.subscriptions().start(threads);
        until(SOON, () -> held(one) == 2 && held(two) == 2);

        two.subscriptions().pause("notes");
        three.subscriptions().pause("notes");
        three.subscriptions().start(threads);
        one.subscriptions().stop(SOON);
        one.subscriptions().start(threads);
        noteAll(one, 1);

        until(SOON, () -> held(one) == 2 && held(two) == 2 && held(three) == 0);
        until(
                SOON,
                () -> one.subscriptions().status().stream()
                        .filter(each -> each.state() == State.LIVE)
                        .allMatch(each -> each.position() == STREAMS));
        int written = ground.written().size();
        assertThat(written).isPositive().isLessThan(STREAMS);
        assertThat(two.subscriptions().status("notes").state()).isEqualTo(State.PAUSED);

        two.subscriptions().resume("notes");
        three.subscriptions().resume("notes");
        until(SOON, () -> ground.written().size() == STREAMS);
        until(SOON, () -> held(one) + held(two) + held(three) == 4 && held(three) > 0);
        assertWrittenOnceInOrder(one, ground);
    }

    @ParameterizedTest
    @EnumSource
    void only_the_partition_of_an_event_that_cannot_be_handled_stands_still(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var bad = ConcurrentHashMap.<String>newKeySet();
        bad.add("bad");
        var notes = new Notes(ground).at(text -> {
            if (bad.contains(text)) throw new IllegalStateException("cannot");
        });
        var one = instance(ground.store(), Subscription.of(notes).partitions(4));
        one.subscriptions().start(threads);
        var receipt = note(one, "s0", "bad");
        noteAll(one, 1);

        until(SOON, () -> one.subscriptions().status("notes").state() == State.FAILED);
        until(
                SOON,
                () -> one.subscriptions().status().stream()
                                .filter(each -> each.state() == State.LIVE && each.position() == STREAMS + 1)
                                .count()
                        == 3);
        assertThat(one.subscriptions().areHealthy(SOON)).isFalse();
        assertThatThrownBy(() -> one.subscriptions().awaitProcessed("notes", receipt, SOON))
                .isInstanceOf(SubscriptionStoppedException.class)
                .hasMessageContaining("notes[");
        int written = ground.written().size();
        assertThat(written).isPositive().isLessThan(STREAMS);

        bad.clear();
        one.subscriptions().resume("notes");
        until(SOON, () -> ground.written().size() == STREAMS + 1);
        assertWrittenOnceInOrder(one, ground);
    }

    @ParameterizedTest
    @EnumSource
    void what_one_of_them_sets_aside_is_listed_driven_again_and_cleared_by_the_name_of_all(Kind kind) {
        Ground ground = ground(kind);
        var bad = ConcurrentHashMap.<String>newKeySet();
        bad.add("bad");
        var notes = new Notes(ground).at(text -> {
            if (bad.contains(text)) throw new IllegalStateException("cannot");
        });
        var one = instance(ground.store(), Subscription.of(notes).partitions(3).setAside());
        var first = note(one, "s0", "bad").events().get(0).id();
        var second = note(one, "s1", "bad").events().get(0).id();
        var third = note(one, "s2", "bad").events().get(0).id();
        noteAll(one, 1);
        one.subscriptions().runUntilCaughtUp();
        assertThat(ground.written()).hasSize(STREAMS);

        assertThat(one.subscriptions().setAside("notes"))
                .extracting(each -> each.event())
                .containsExactly(first, second, third);
        bad.clear();
        assertThat(one.subscriptions().redrive("notes", second)).isTrue();
        assertThat(one.subscriptions().redrive("notes", second)).isFalse();
        assertThat(one.subscriptions().clear("notes", third)).isTrue();
        assertThat(one.subscriptions().setAside("notes"))
                .extracting(each -> each.event())
                .containsExactly(first);
        assertThat(ground.written()).hasSize(STREAMS + 1).contains(2L);
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "POSTGRESQL", "MARIADB"}) // on SQLite one that is slow lets all writers wait
    void who_waits_for_what_was_stored_waits_for_all_of_them(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var go = new CountDownLatch(1);
        var notes = new Notes(ground).at(text -> {
            if (text.equals("slow")) go.await();
        });
        var one = instance(ground.store(), Subscription.of(notes).partitions(2));
        one.subscriptions().start(threads);
        note(one, "s0", "slow");
        Receipt last = note(one, "s1", "quick");
        for (int key = 0; key < STREAMS; key++) last = note(one, "t" + key, "quick");

        assertThat(one.subscriptions().awaitProcessed("notes", last, Duration.ofMillis(300)))
                .isEqualTo(Awaited.TIMED_OUT);
        go.countDown();
        assertThat(one.subscriptions().awaitProcessed("notes", last, SOON)).isNotEqualTo(Awaited.TIMED_OUT);
        assertThat(ground.written()).hasSize(STREAMS + 2);
    }

    @ParameterizedTest
    @EnumSource
    void they_begin_together_where_they_are_to_begin_and_are_set_back_together(Kind kind) {
        Ground ground = ground(kind);
        var writer = instance(ground.store());
        noteAll(writer, 1);
        var one = instance(ground.store(), notes(ground, 3).fromNow());
        one.subscriptions().runUntilCaughtUp();
        noteAll(writer, 1);
        one.subscriptions().runUntilCaughtUp();
        assertThat(ground.written())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(STREAMS + 1, 2 * STREAMS).boxed().toList());

        ground.clear();
        one.subscriptions().reset("notes", 0);
        one.subscriptions().runUntilCaughtUp();
        assertWrittenOnceInOrder(one, ground);
    }

    @ParameterizedTest
    @EnumSource
    void another_number_is_refused_until_a_person_says_it_and_then_nothing_is_left_out_or_done_twice(Kind kind)
            throws Exception {
        Ground ground = ground(kind);
        var whole = instance(ground.store(), notes(ground, 1));
        whole.subscriptions().repartition("notes"); // has not begun
        noteAll(whole, 1);
        whole.subscriptions().runUntilCaughtUp();
        noteAll(whole, 1);

        var before = whole;
        for (int number : new int[] {4, 2, 3, 1}) {
            var next = instance(ground.another(), notes(ground, number).batch(2, SOON));
            assertThatThrownBy(next.subscriptions()::runUntilCaughtUp)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("repartition");
            assertThat(next.subscriptions().status("notes").state()).isEqualTo(State.RETRYING);
            // some of them are behind the others
            before.subscriptions().runOnce();
            noteAll(whole, 1);

            next.subscriptions().repartition("notes");

            assertThatThrownBy(before.subscriptions()::runUntilCaughtUp)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("subscription notes is to be run in ")
                    .hasMessageContaining("repartition");
            next.subscriptions().repartition("notes"); // does nothing
            next.subscriptions().runUntilCaughtUp();
            assertWrittenOnceInOrder(next, ground);
            noteAll(whole, 1);
            before = next;
        }
        before.subscriptions().runUntilCaughtUp();
        assertWrittenOnceInOrder(before, ground);
    }

    @Test
    void it_is_not_divided_anew_while_an_instance_runs_it_or_when_something_is_set_aside() throws Exception {
        Ground ground = ground(Kind.MEMORY);
        var bad = new Notes(ground).at(text -> {
            if (text.equals("bad")) throw new IllegalStateException("cannot");
        });
        var one = instance(ground.store(), Subscription.of(bad).partitions(2).setAside());
        one.subscriptions().start(threads);
        until(SOON, () -> held(one) == 2);
        var two = instance(ground.store(), notes(ground, 3));
        assertThatThrownBy(() -> two.subscriptions().repartition("notes"))
                .isInstanceOf(SubscriptionHeldException.class);

        var event = note(one, "s0", "bad").events().get(0).id();
        until(SOON, () -> !one.subscriptions().setAside("notes").isEmpty());
        one.subscriptions().stop(SOON);
        assertThatThrownBy(() -> two.subscriptions().repartition("notes"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has set aside 1 events");

        one.subscriptions().clear("notes", event);
        two.subscriptions().repartition("notes");
        noteAll(one, 1);
        two.subscriptions().runUntilCaughtUp();
        assertThat(ground.written()).hasSize(STREAMS);
    }

    @Test
    void who_comes_in_between_makes_the_new_division_fail_as_a_whole() {
        Ground ground = ground(Kind.MEMORY);
        var one = instance(ground.store(), notes(ground, 2));
        one.subscriptions().runUntilCaughtUp();
        noteAll(one, 1);
        var late = Called.before(checkpoints(ground), call -> {
            if (!call.equals("change")) return;
            noteAll(one, 1);
            one.subscriptions().runUntilCaughtUp();
        });
        var two = instance(ground.store(), notes(ground, 3).checkpoints(late));

        assertThatThrownBy(() -> two.subscriptions().repartition("notes"))
                .isInstanceOf(SubscriptionHeldException.class);

        assertWrittenOnceInOrder(one, ground);
        assertThat(checkpoints(ground).find("notes[2/2]")).isPresent();
        assertThat(checkpoints(ground).find("notes[1/3]")).isEmpty();
    }

    @Test
    void another_key_is_not_taken_for_the_one_that_was_there() {
        Ground ground = ground(Kind.MEMORY);
        var one = instance(ground.store(), notes(ground, 2));
        noteAll(one, 1);
        one.subscriptions().runUntilCaughtUp();
        var byTag = Subscription.of(new Notes(ground)).partitions(2, PartitionKey.tag("first"));
        var two = instance(ground.store(), byTag);
        assertThatThrownBy(two.subscriptions()::runUntilCaughtUp)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("in 2 partitions by tag:first, and is stored in 2 partitions by another key");

        noteAll(one, 1);
        var waiting = instance(ground.store(), notes(ground, 2).batch(1, SOON));
        waiting.subscriptions().runOnce(); // they stand apart
        assertThatThrownBy(() -> two.subscriptions().repartition("notes"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("go over to one partition with that key first");
        one.subscriptions().runUntilCaughtUp();
        two.subscriptions().repartition("notes");
        noteAll(one, 1);
        two.subscriptions().runUntilCaughtUp();
        assertThat(ground.written()).hasSize(3 * STREAMS).doesNotHaveDuplicates();
    }

    @Test
    void events_of_one_tag_or_of_a_key_of_ones_own_go_to_one_partition() {
        Ground ground = ground(Kind.MEMORY);
        var byTag = new Notes(ground, "by-tag");
        var byText = new Notes(ground, "by-text");
        var length = new PartitionKey(
                "length", event -> "" + ((Noted) event.event()).text().length());
        var one = instance(
                ground.store(),
                Subscription.of(byTag).partitions(4, PartitionKey.tag("first")),
                Subscription.of(byText).partitions(4, length));
        for (int i = 0; i < STREAMS; i++) note(one, "s" + i, "x" + "y".repeat(i % 3));
        one.subscriptions().runUntilCaughtUp();

        var statuses = one.subscriptions().status();
        assertThat(statuses.subList(0, 4))
                .extracting(SubscriptionStatus::events)
                .containsOnlyOnce((long) STREAMS)
                .contains(0L);
        assertThat(statuses.subList(4, 8).stream()
                        .mapToLong(SubscriptionStatus::events)
                        .sum())
                .isEqualTo(STREAMS);
        assertThat(statuses.subList(4, 8))
                .allSatisfy(each -> assertThat(each.events() % (STREAMS / 3)).isZero());
        assertThat(new PartitionKey("a", event -> "x").name()).isEqualTo("a");
        assertThat(byTag.given).hasSize(STREAMS);
    }

    @Test
    void an_event_whose_key_cannot_be_told_is_refused_by_one_of_them() {
        Ground ground = ground(Kind.MEMORY);
        var key = new PartitionKey("odd", event -> {
            if (((Noted) event.event()).text().equals("bad")) throw new IllegalStateException("no key");
            return ((Noted) event.event()).text();
        });
        var one = instance(
                ground.store(),
                Subscription.of(new Notes(ground)).partitions(3, key).setAside());
        note(one, "s0", "1");
        var bad = note(one, "s0", "bad").events().get(0).id();
        note(one, "s0", "3");
        one.subscriptions().runUntilCaughtUp();

        assertThat(ground.written()).containsExactlyInAnyOrder(1L, 3L);
        assertThat(one.subscriptions().setAside("notes")).singleElement().satisfies(each -> {
            assertThat(each.event()).isEqualTo(bad);
            assertThat(each.reason()).contains("no key");
        });
    }

    @Test
    void a_reactor_reacts_in_each_of_them() throws Exception {
        Ground ground = ground(Kind.MEMORY);
        var done = new CopyOnWriteArrayList<String>();
        class Mails extends Reactor {
            Mails() {
                super("mails");
                on(Noted.class, (event, occasion) -> done.add(event.text()));
            }
        }
        var one = instance(ground.store(), Subscription.of(new Mails()).partitions(3));
        noteAll(one, 1);
        one.subscriptions().start(threads);
        until(SOON, () -> held(one) == 3);
        assertThat(done).isEmpty();
        noteAll(one, 2);
        until(SOON, () -> done.size() == 2 * STREAMS);
    }

    @Test
    void the_lease_of_each_is_in_its_status() {
        Ground ground = ground(Kind.MEMORY);
        var one = instance(ground.store(), notes(ground, 2));
        var time = new SimulatedExecutor();
        one.subscriptions().start(time);
        time.run();
        assertThat(one.subscriptions().status())
                .extracting(each -> each.lease().map(Lease::subscription).orElse("none"))
                .containsExactly("notes[1/2]", "notes[2/2]");
        assertThat(checkpoints(ground).leases(Set.of("notes[1/2] by stream", "notes[2/2] by stream", "notes")))
                .hasSize(2)
                .filteredOn(each -> each.isHeldBy(one.subscriptions().instance()))
                .hasSize(1);
    }

    @Test
    void numbers_names_and_kinds_that_make_no_sense_are_refused_at_once() {
        Ground ground = ground(Kind.MEMORY);
        var notes = Subscription.of(new Notes(ground));
        for (int number : new int[] {0, -1, 65})
            assertThatThrownBy(() -> notes.partitions(number))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("partitions of notes")
                    .hasMessageContaining("1 to 64");
        assertThatThrownBy(() -> new PartitionKey("no spaces", event -> ""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("partition key");
        class Service extends SnapshotUpdateService {
            Service() {
                super("service");
                ignore(Noted.class);
            }
        }
        var service = Subscription.of(new Service());
        assertThatThrownBy(() -> service.partitions(2).switching(ServiceMode.INLINE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("partitions");
        assertThatThrownBy(() -> service.switching(ServiceMode.INLINE).partitions(2))
                .isInstanceOf(InvalidInputException.class);
        assertThat(service.partitions(1).switching(ServiceMode.INLINE)).isNotNull();
        var plain = (Checkpoints) Proxy.newProxyInstance(
                Checkpoints.class.getClassLoader(), new Class<?>[] {Checkpoints.class}, (self, method, arguments) -> 7);
        assertThatThrownBy(() -> instance(ground.store(), notes.partitions(2).checkpoints(plain)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot make them all at once");
    }
}
