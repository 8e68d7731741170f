package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.mark;
import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.infrastructure.Tag;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Happened;
import dev.espalier.subscription.Noting.Marked;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.tck.Race;
import dev.espalier.testing.SimulatedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Following the events of a store, on each kind of store. */
class FollowingTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);

    private Ground ground(Kind kind) {
        Ground ground = kind.open();
        open.add(ground);
        return ground;
    }

    private Espalier espalier(Ground ground, Subscription... subscriptions) {
        var builder = Noting.on(ground.store());
        for (Subscription each : subscriptions) builder.subscribe(each);
        Espalier espalier = builder.open();
        open.add(0, espalier);
        return espalier;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
        threads.shutdownNow();
    }

    private static List<Long> positions(Espalier espalier, Query query) {
        try (var events = espalier.eventStoreService().read(query)) {
            var positions = new ArrayList<Long>();
            for (EventEnvelope each : events) positions.add(each.position());
            return positions;
        }
    }

    private static void await(Espalier espalier, String name) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        long head = espalier.eventStoreService().head();
        while (espalier.subscriptions().status(name).position() < head) {
            var status = espalier.subscriptions().status(name);
            assertThat(status.state()).as(status.toString()).isNotEqualTo(State.FAILED);
            assertThat(System.nanoTime()).as("a hang: " + status).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void history_then_live_without_gap_or_duplicate_while_many_write(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var espalier = espalier(ground, Subscription.of(new Notes(ground)).batch(7, Duration.ofSeconds(1)));
        for (int i = 0; i < 30; i++) note(espalier, "history " + i);

        espalier.subscriptions().start(threads);
        var written = Race.run(4, writer -> {
            for (int i = 0; i < 25; i++)
                Noting.append(
                        espalier, new StreamId("note", "w" + writer), new Noted(writer + " " + i), new Marked("m"));
            return writer;
        });

        assertThat(written.lost()).isEmpty();
        await(espalier, "notes");
        assertThat(ground.written()).hasSize(130).isEqualTo(positions(espalier, Query.types(Noted.class)));
    }

    @ParameterizedTest
    @EnumSource
    void a_writer_that_commits_late_is_never_skipped(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var slow = new SnapshotUpdateService("slow") {
            {
                on(Noted.class, event -> 0, (event, transaction) -> {
                    if (event.text().equals("slow")) {
                        inside.countDown();
                        go.await();
                    }
                    return 0;
                });
                ignore(Marked.class);
            }
        };
        var following = Noting.on(ground.store())
                .update(slow)
                .subscribe(Subscription.of(new Notes(ground)))
                .open();
        open.add(0, following);
        following.subscriptions().start(threads);

        var late = threads.submit(() -> Noting.append(following, new StreamId("note", "late"), new Noted("slow")));
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        var others = threads.submit(() -> {
            for (int i = 0; i < 5; i++) Noting.append(following, new StreamId("note", "b"), new Noted("fast " + i));
            return 0;
        });
        if (kind == Kind.POSTGRESQL) others.get(20, TimeUnit.SECONDS); // elsewhere they wait for the slow one
        go.countDown();
        late.get(20, TimeUnit.SECONDS);
        others.get(20, TimeUnit.SECONDS);

        await(following, "notes");
        assertThat(ground.written()).hasSize(6).isEqualTo(positions(following, Query.all()));
    }

    @ParameterizedTest
    @EnumSource
    void it_begins_at_the_origin_now_or_after_a_position_and_only_once(Kind kind) {
        Ground ground = ground(kind);
        var first = espalier(ground);
        note(first, "1", "2", "3");
        var all = new Notes(ground, "all");
        var now = new Notes(ground, "now");
        var some = new Notes(ground, "some");
        Subscription[] three = {
            Subscription.of(all),
            Subscription.of(now).fromNow(),
            Subscription.of(some).after(2)
        };
        espalier(ground, three).subscriptions().runUntilCaughtUp();
        assertThat(all.given).containsExactly("1", "2", "3");
        assertThat(now.given).isEmpty();
        assertThat(some.given).containsExactly("3");

        note(first, "4");
        espalier(ground, three).subscriptions().runUntilCaughtUp();

        assertThat(all.given).containsExactly("1", "2", "3", "4");
        assertThat(now.given).containsExactly("4");
        assertThat(some.given).containsExactly("3", "4");
    }

    @ParameterizedTest
    @EnumSource
    void filters_by_type_category_and_tag_move_the_checkpoint_past_what_they_skip(Kind kind) {
        Ground ground = ground(kind);
        var byType = new Notes(ground, "by type");
        var byTag = new Notes(ground, "by tag");
        var byCategory = new Notes(ground, "by category");
        var espalier = espalier(
                ground,
                Subscription.of(byType),
                Subscription.of(byTag).withTags(Tag.of("first", "b")),
                Subscription.of(byCategory).withCategories("other"));
        note(espalier, "a", "b");
        Noting.append(espalier, new StreamId("other", "1"), new Noted("c"));
        mark(espalier, "d", "e");

        espalier.subscriptions().runUntilCaughtUp();

        assertThat(byType.given).containsExactly("a", "b", "c");
        assertThat(byTag.given).containsExactly("b");
        assertThat(byCategory.given).containsExactly("c");
        long head = espalier.eventStoreService().head();
        for (SubscriptionStatus each : espalier.subscriptions().status()) {
            assertThat(each.position()).isEqualTo(head);
            assertThat(each.lag()).isZero();
            assertThat(each.state()).isEqualTo(State.LIVE);
        }
        assertThat(((dev.espalier.store.CheckpointedStore) ground.store())
                        .checkpoints()
                        .find("by tag"))
                .get()
                .matches(at -> at.position() == head);
    }

    @ParameterizedTest
    @EnumSource
    void two_instances_of_one_subscription_write_each_row_once(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var instances = new ArrayList<Espalier>();
        for (int i = 0; i < 3; i++) {
            var instance = Noting.on(i == 0 ? ground.store() : ground.another())
                    .subscribe(Subscription.of(new Notes(ground)).batch(3, Duration.ofSeconds(1)))
                    .open();
            open.add(0, instance);
            instances.add(instance);
            instance.subscriptions().start(threads);
        }

        for (int i = 0; i < 60; i++) note(instances.get(i % 3), "note " + i);

        for (Espalier each : instances) await(each, "notes");
        assertThat(ground.written()).hasSize(60).isEqualTo(positions(instances.get(0), Query.all()));
    }

    @ParameterizedTest
    @EnumSource
    void a_poison_event_stops_its_subscription_alone_after_everything_before_it_is_done(Kind kind) {
        Ground ground = ground(kind);
        var sick = new AtomicBoolean(true);
        var notes = new Notes(ground).at(text -> {
            if (text.equals("3") && sick.get()) throw new IllegalStateException("cannot");
        });
        var other = new Notes(ground, "other");
        var espalier = espalier(ground, Subscription.of(notes), Subscription.of(other));
        note(espalier, "1", "2", "3", "4");

        assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                .isInstanceOf(SubscriptionStoppedException.class)
                .hasMessageContaining("subscription notes stands still after position 2")
                .hasMessageContaining("position 3")
                .hasMessageContaining("cannot");

        var status = espalier.subscriptions().status("notes");
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.position()).isEqualTo(2);
        assertThat(status.error()).isPresent();
        assertThat(other.given).containsExactly("1", "2", "3", "4");
        sick.set(false);
        espalier.subscriptions().resume("notes");
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(ground.written()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 1L, 2L, 3L, 4L);
        assertThat(espalier.subscriptions().status("notes").error()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void stop_during_a_batch_is_prompt_and_saves_what_is_done(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var at = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var notes = new Notes(ground).at(text -> {
            if (!text.equals("3")) return;
            at.countDown();
            go.await();
        });
        var espalier = espalier(ground, Subscription.of(notes));
        note(espalier, "1", "2", "3", "4", "5");
        var subscriptions = espalier.subscriptions();
        subscriptions.start(threads);
        assertThat(at.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(subscriptions.stop(Duration.ZERO)).isFalse();
        go.countDown();
        assertThat(subscriptions.stop(SOON)).isTrue();

        assertThat(ground.written()).containsExactly(1L, 2L, 3L);
        assertThat(subscriptions.status("notes").state()).isEqualTo(State.STOPPED);
        subscriptions.start(threads);
        await(espalier, "notes");
        assertThat(ground.written()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(notes.given).containsExactly("1", "2", "3", "4", "5");
    }

    @ParameterizedTest
    @EnumSource
    void it_can_be_paused_resumed_and_set_back(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(ground, Subscription.of(new Notes(ground)));
        var subscriptions = espalier.subscriptions();
        note(espalier, "1", "2");
        subscriptions.pause("notes");
        subscriptions.runUntilCaughtUp();
        assertThat(ground.written()).isEmpty();
        assertThat(subscriptions.status("notes").state()).isEqualTo(State.PAUSED);
        subscriptions.resume("notes");
        subscriptions.runUntilCaughtUp();
        assertThat(ground.written()).containsExactly(1L, 2L);

        ground.clear();
        subscriptions.reset("notes", 0);
        subscriptions.runUntilCaughtUp();
        assertThat(ground.written()).containsExactly(1L, 2L);
        subscriptions.reset("notes", 1);
        subscriptions.runUntilCaughtUp();
        assertThat(ground.written()).containsExactly(1L, 2L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void a_snapshot_update_service_can_follow_instead_of_standing_in_the_append(Kind kind) {
        Ground ground = ground(kind);
        var service = new SnapshotUpdateService("rows") {
            {
                on(Noted.class, (event, envelope, transaction) -> {
                    ground.write(envelope, transaction);
                    return event.text().equals("wrong") ? 0 : 1;
                });
                ignore(Marked.class);
            }
        };
        var espalier = espalier(ground, Subscription.of(service));
        note(espalier, "right");
        mark(espalier, "ignored");
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(ground.written()).containsExactly(1L);

        note(espalier, "wrong");
        assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                .hasCauseInstanceOf(SnapshotUpdateException.class);
        assertThat(ground.written()).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_ends_by_its_time(Kind kind) {
        Ground ground = ground(kind);
        var time = new SimulatedExecutor();
        var commits = new ArrayList<Integer>();
        var notes = new Notes(ground).at(text -> {
            commits.add(ground.written().size());
            time.clock().tick(Duration.ofMillis(400));
        });
        var espalier = Noting.on(ground.store())
                .clock(time.clock())
                .subscribe(Subscription.of(notes).batch(100, Duration.ofSeconds(1)))
                .open();
        open.add(0, espalier);
        note(espalier, LongStream.range(0, 7).mapToObj(i -> "n" + i).toArray(String[]::new));

        espalier.subscriptions().runUntilCaughtUp();

        assertThat(ground.written()).hasSize(7);
        if (kind != Kind.MEMORY) assertThat(commits).containsExactly(0, 0, 0, 3, 3, 3, 6);
    }

    @ParameterizedTest
    @EnumSource
    void what_it_does_not_want_is_never_decoded(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(ground, Subscription.of(new Notes(ground)));
        note(espalier, "1");
        mark(espalier, "2");
        var blind = Espalier.on(ground.store()).events(Noted.class);
        if (kind != Kind.MEMORY) {
            var following =
                    blind.subscribe(Subscription.of(new Notes(ground, "blind"))).open();
            open.add(0, following);
            following.subscriptions().runUntilCaughtUp();
            assertThat(following.subscriptions().status("blind").position()).isEqualTo(2);
        }
        assertThat(positions(espalier, Query.types(Happened.class))).hasSize(2);
    }
}
