package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.mark;
import static dev.espalier.subscription.Noting.note;
import static dev.espalier.support.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ProjectionException;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.ViewModelFailedException;
import dev.espalier.infrastructure.ViewModelStepException;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.subscription.ViewModelStatus.State;
import dev.espalier.tck.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A view is built anew beside the one in use, on each kind of store. */
class ViewModelTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int BATCH = 7;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(6);
    private final Tally.Tables tables = new Tally.Tables();

    /** A view of two versions, of which the second is built in partitions. */
    private final class Views {
        final Ground ground;
        final Tally one;
        final Tally two;
        final Espalier espalier;
        final ViewModels models;

        Views(Kind kind) {
            ground = kind.open();
            open.add(ground);
            one = new Tally(ground, tables, 1);
            two = new Tally(ground, tables, 2);
            espalier = Noting.on(ground.store())
                    .subscribe(Subscription.of(one).batch(BATCH, Duration.ofSeconds(1)))
                    .subscribe(Subscription.of(two)
                            .batch(BATCH, Duration.ofSeconds(1))
                            .partitions(3, Tally.PLACE)
                            .setAside())
                    .open();
            open.add(0, espalier);
            models = espalier.subscriptions().viewModels();
        }

        Tally live() {
            return models.live("tally") == 1 ? one : two;
        }

        Views withFirst() {
            models.prepare(one);
            catchUp();
            models.goLive(one);
            return this;
        }

        /** As fast as the first version follows, or else the other would never catch up on a slow machine. */
        void writes(String text) {
            espalier.subscriptions().awaitProcessed("tally@1", note(espalier, text), SOON);
        }

        void catchUp() {
            espalier.subscriptions().runUntilCaughtUp();
        }

        List<State> states() {
            return models.status("tally").stream().map(ViewModelStatus::state).toList();
        }

        List<Long> notes() {
            try (var events = espalier.eventStoreService().read(Query.types(Noted.class))) {
                var positions = new ArrayList<Long>();
                events.forEach(each -> positions.add(each.position()));
                return positions;
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
        threads.shutdownNow();
    }

    /** As a person would: again while it only takes some time. */
    private static boolean goesLive(ViewModels models, Tally version) {
        try {
            models.goLive(version);
            return true;
        } catch (dev.espalier.infrastructure.EspalierException notYet) {
            if (notYet.retryable()) return false;
            throw notYet;
        }
    }

    private static void refused(Runnable step, String why) {
        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(ViewModelStepException.class, refusal -> {
                    assertThat(refusal.view()).isEqualTo("tally");
                    assertThat(refusal.retryable()).isFalse();
                })
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @EnumSource
    void whoever_asks_the_version_in_use_is_never_told_less_than_before_while_the_next_is_built_and_takes_its_place(
            Kind kind) throws Exception {
        var views = new Views(kind);
        for (int i = 0; i < 40; i++) note(views.espalier, "history " + i);
        views.withFirst();
        views.espalier.subscriptions().start(threads);
        var going = new AtomicBoolean(true);
        Future<Integer> writing = threads.submit(() -> {
            int written = 0;
            while (going.get()) views.writes("load " + written++);
            return written;
        });
        Future<Integer> reading = threads.submit(() -> {
            int told = 40;
            while (going.get()) {
                var asked = views.live();
                int now = asked.rows().size();
                if (views.live() != asked) continue; // it had its place no longer, and may have gone on
                assertThat(now).isGreaterThanOrEqualTo(told);
                told = now;
            }
            return told;
        });
        try {
            views.models.prepare(views.two);
            until(SOON, () -> goesLive(views.models, views.two));
            assertThat(views.states()).containsExactly(State.FORMER, State.LIVE);
            long head = views.espalier.eventStoreService().head();
            until(SOON, () -> views.models.status("tally").get(0).position() > head);

            until(SOON, () -> goesLive(views.models, views.one));
            assertThat(views.states()).containsExactly(State.LIVE, State.FORMER);
        } finally {
            going.set(false);
        }

        assertThat(writing.get()).isPositive();
        assertThat(reading.get()).isGreaterThanOrEqualTo(40);
        views.espalier.subscriptions().stop(SOON);
        views.catchUp();
        assertThat(views.one.rows()).isEqualTo(views.notes()).isEqualTo(views.two.rows());
    }

    @ParameterizedTest
    @EnumSource
    void both_stand_at_the_same_event_while_the_next_is_verified(Kind kind) throws Exception {
        var views = new Views(kind);
        note(views.espalier, "first");
        views.withFirst();
        views.models.prepare(views.two);
        views.espalier.subscriptions().start(threads);
        views.two.verifying(transaction ->
                assertThat(views.two.rows(transaction)).isNotEmpty().isEqualTo(views.one.rows(transaction)));
        var going = new AtomicBoolean(true);
        var writing = threads.submit(() -> {
            for (int i = 0; going.get(); i++) {
                mark(views.espalier, "load " + i);
                views.writes("load " + i);
            }
        });
        try {
            for (int i = 0; i < 5; i++) {
                until(SOON, () -> goesLive(views.models, views.two));
                views.models.goBack("tally");
            }
        } finally {
            going.set(false);
        }
        writing.get();
    }

    @ParameterizedTest
    @EnumSource
    void going_back_is_a_pointer_and_the_version_kept_is_up_to_date(Kind kind) {
        var views = new Views(kind).withFirst();
        views.models.prepare(views.two);
        views.models.goLive(views.two);
        note(views.espalier, "later");
        views.catchUp();
        views.models.goBack("tally");

        assertThat(views.live().rows()).isEqualTo(views.notes());
        assertThat(views.states()).containsExactly(State.LIVE, State.FORMER);

        views.models.release("tally");
        assertThat(views.states()).containsExactly(State.LIVE, State.ABSENT);
        assertThat(views.two.hasTable()).isFalse();
        note(views.espalier, "and on");
        views.catchUp();
        assertThat(views.one.rows()).isEqualTo(views.notes());
    }

    @ParameterizedTest
    @EnumSource
    void a_version_that_is_aborted_while_it_is_written_leaves_nothing_and_can_be_built_again(Kind kind)
            throws Exception {
        var views = new Views(kind);
        for (int i = 0; i < 60; i++) note(views.espalier, "n" + i);
        views.withFirst();
        views.espalier.subscriptions().start(threads);
        for (int round = 0; round < 3; round++) {
            views.models.prepare(views.two);
            until(SOON, () -> views.models.status("tally").get(1).position() > 0);
            note(views.espalier, "round " + round);
            views.models.abort(views.two);
            assertThat(views.two.hasTable()).isFalse();
            assertThat(views.states()).containsExactly(State.LIVE, State.ABSENT);
        }
        until(SOON, () -> views.espalier.subscriptions().status("tally@2").state() == SubscriptionStatus.State.DORMANT);
        assertThat(views.espalier.subscriptions().areHealthy(SOON)).isTrue();

        views.models.prepare(views.two);
        until(SOON, () -> goesLive(views.models, views.two));
        assertThat(views.two.rows()).isEqualTo(views.notes());
    }

    @ParameterizedTest
    @EnumSource
    void of_two_who_prepare_at_once_one_does_it_and_no_row_is_lost(Kind kind) throws Exception {
        var views = new Views(kind);
        for (int i = 0; i < 30; i++) note(views.espalier, "n" + i);
        views.espalier.subscriptions().start(threads);

        var outcomes = Race.run(4, racer -> {
            views.models.prepare(views.one);
            return racer;
        });

        assertThat(outcomes.won()).hasSize(1);
        assertThat(outcomes.lost()).allMatch(each -> each instanceof ViewModelStepException);
        until(SOON, () -> goesLive(views.models, views.one));
        assertThat(views.one.rows()).isEqualTo(views.notes());
    }

    @ParameterizedTest
    @EnumSource
    void a_check_that_refuses_leaves_the_version_in_use(Kind kind) {
        var views = new Views(kind).withFirst();
        note(views.espalier, "a");
        views.models.prepare(views.two);
        views.two.verifying(transaction -> {
            throw new IllegalStateException("a penny is missing");
        });

        assertThatThrownBy(() -> views.models.goLive(views.two))
                .isInstanceOfSatisfying(
                        ViewModelFailedException.class,
                        failure -> assertThat(failure.version()).isEqualTo(2))
                .hasMessage("version 2 of view tally could not go live: a penny is missing");

        assertThat(views.states()).containsExactly(State.LIVE, State.BUILDING);
        assertThat(views.two.rows()).isEmpty();
        views.catchUp();
        assertThat(views.two.rows()).isEqualTo(views.notes());
    }

    @ParameterizedTest
    @EnumSource
    void a_version_that_cannot_be_created_is_not_prepared(Kind kind) {
        var views = new Views(kind);
        views.one.creating(transaction -> {
            throw new IllegalStateException("no room");
        });
        assertThatThrownBy(() -> views.models.prepare(views.one)).isInstanceOf(ViewModelFailedException.class);
        assertThat(views.states()).containsExactly(State.ABSENT, State.ABSENT);

        views.one.creating(transaction -> {});
        views.withFirst();
        assertThat(views.models.live("tally")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_version_in_use_that_stands_still_keeps_nobody_from_taking_its_place(Kind kind) {
        var views = new Views(kind).withFirst();
        views.one.before(text -> {
            if (text.equals("poison")) throw new IllegalStateException("poison");
        });
        note(views.espalier, "a");
        note(views.espalier, "poison");
        views.models.prepare(views.two);

        views.models.goLive(views.two);

        assertThat(views.live().rows()).isEqualTo(views.notes());
        assertThat(views.one.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_version_that_cannot_handle_an_event_or_has_set_one_aside_does_not_go_live(Kind kind) {
        var views = new Views(kind).withFirst();
        views.two.before(text -> {
            if (text.equals("poison")) throw new IllegalStateException("poison");
        });
        note(views.espalier, "poison");
        views.models.prepare(views.two);
        assertThatThrownBy(() -> views.models.goLive(views.two)).isInstanceOf(ProjectionException.class);
        assertThat(views.models.live("tally")).isEqualTo(1);

        views.catchUp();
        refused(() -> views.models.goLive(views.two), "has set aside 1 events");

        views.models.abort(views.two);
        assertThat(views.espalier.subscriptions().setAside("tally@2")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_step_that_does_not_begin_where_the_view_is_is_refused(Kind kind) {
        var views = new Views(kind);
        refused(() -> views.models.live("tally"), "view tally has no version that is live");
        refused(() -> views.models.goLive(views.one), "version 1 of view tally is not prepared");
        refused(() -> views.models.goBack("tally"), "keeps no version to go back to");
        refused(() -> views.models.release("tally"), "keeps no version to go back to");
        views.models.abort(views.one);

        views.withFirst();
        refused(() -> views.models.prepare(views.one), "is prepared already");
        refused(() -> views.models.goLive(views.one), "is live already");
        refused(() -> views.models.abort(views.one), "is live: go back, then release it");
        refused(() -> views.models.release("tally"), "keeps no version to go back to");

        views.models.prepare(views.two);
        views.models.goLive(views.two);
        refused(() -> views.models.abort(views.one), "is kept to go back to: release it");
    }

    @ParameterizedTest
    @EnumSource
    void a_third_version_waits_until_the_first_is_released(Kind kind) {
        var ground = kind.open();
        open.add(ground);
        var versions =
                List.of(new Tally(ground, tables, 1), new Tally(ground, tables, 2), new Tally(ground, tables, 3));
        var builder = Noting.on(ground.store());
        versions.forEach(each -> builder.subscribe(Subscription.of(each)));
        var espalier = builder.open();
        open.add(0, espalier);
        var models = espalier.subscriptions().viewModels();
        versions.forEach(models::prepare);
        models.goLive(versions.get(0));
        models.goLive(versions.get(1));
        refused(() -> models.goLive(versions.get(2)), "while version 1 is kept: release it first");

        models.release("tally");
        models.goLive(versions.get(2));
        assertThat(models.live("tally")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void too_far_behind_is_a_matter_of_time_and_told_so(Kind kind) {
        var views = new Views(kind);
        var many = new Noted[1_001];
        for (int i = 0; i < many.length; i++) many[i] = new Noted("n" + i);
        Noting.append(views.espalier, new StreamId("note", "many"), many);
        views.models.prepare(views.one);

        assertThatThrownBy(() -> views.models.goLive(views.one))
                .isInstanceOfSatisfying(
                        ViewModelStepException.class,
                        refusal -> assertThat(refusal.retryable()).isTrue())
                .hasMessageContaining("more than 1000 events behind");
        views.espalier.subscriptions().runOnce();
        var status = views.models.status("tally").get(0);
        assertThat(status.position()).isEqualTo(BATCH);
        assertThat(status.lag()).isEqualTo(many.length - BATCH);
        assertThat(status.left()).isPresent();

        views.catchUp();
        views.models.goLive(views.one);
        assertThat(views.models.status("tally").get(0).toString()).contains("tally@1", "LIVE", "lag 0, 100 %");
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void what_is_said_in_one_process_holds_in_the_others(Kind kind) throws Exception {
        var views = new Views(kind);
        note(views.espalier, "a");
        var one = new Tally(views.ground, tables, 1);
        var follower = Noting.on(views.ground.another())
                .subscribe(Subscription.of(one))
                .open();
        open.add(0, follower);
        follower.subscriptions().start(threads);
        var theirs = follower.subscriptions().viewModels();
        until(SOON, () -> follower.subscriptions().status("tally@1").state() == SubscriptionStatus.State.DORMANT);

        views.models.prepare(views.one);
        until(SOON, () -> theirs.status("tally").get(0).position() == 1);
        views.models.goLive(views.one);
        assertThat(theirs.live("tally")).isEqualTo(1);

        views.models.prepare(views.two);
        views.models.goLive(views.two);
        views.models.release("tally");
        note(views.espalier, "b");
        until(SOON, () -> follower.subscriptions().status("tally@1").state() == SubscriptionStatus.State.DORMANT);
        assertThat(views.one.hasTable()).isFalse();
        assertThat(theirs.live("tally")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void partitions_count_as_far_as_the_last_of_them_and_go_live_together(Kind kind) throws Exception {
        var views = new Views(kind).withFirst();
        var standing = new AtomicBoolean(true);
        var three = new Tally(views.ground, tables, 3).before(text -> {
            if (standing.get() && text.equals("n20")) throw new IllegalStateException("not yet");
        });
        var espalier = Noting.on(views.ground.store())
                .subscribe(Subscription.of(views.one))
                .subscribe(Subscription.of(three).partitions(4, Tally.PLACE))
                .open();
        var subscriptions = espalier.subscriptions();
        var models = subscriptions.viewModels();
        for (int i = 1; i <= 40; i++) note(espalier, "n" + i);
        models.prepare(three);
        subscriptions.start(threads);
        until(
                SOON,
                () -> subscriptions.status().stream()
                                .filter(each -> each.position() == 40)
                                .count()
                        == 4);
        until(SOON, () -> subscriptions.status("tally@3").state() == SubscriptionStatus.State.FAILED);

        var status = models.status("tally").get(1);
        assertThat(status.position())
                .isEqualTo(subscriptions.status("tally@3").position())
                .isLessThan(20);
        assertThat(status.lag()).isEqualTo(40 - status.position());
        assertThat(three.rows()).contains(40L).doesNotContain(20L);
        assertThatThrownBy(() -> models.goLive(three)).isInstanceOf(ProjectionException.class);
        assertThat(models.live("tally")).isEqualTo(1);

        standing.set(false);
        models.goLive(three);
        assertThat(models.live("tally")).isEqualTo(3);
        assertThat(three.rows()).isEqualTo(views.notes());
        note(espalier, "later");
        subscriptions.resume("tally@3");
        until(SOON, () -> models.status("tally").get(1).lag() == 0);
        assertThat(three.rows()).isEqualTo(views.notes());
        subscriptions.stop(SOON);
    }

    @ParameterizedTest
    @EnumSource
    void a_version_that_is_divided_otherwise_is_refused_and_can_be_dropped(Kind kind) {
        var views = new Views(kind);
        note(views.espalier, "a");
        views.models.prepare(views.two);
        var whole = Noting.on(views.ground.store())
                .subscribe(Subscription.of(views.two))
                .open()
                .subscriptions();
        assertThatThrownBy(() -> whole.viewModels().prepare(views.two))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is stored in 3 partitions");

        whole.viewModels().abort(views.two);

        assertThat(views.two.hasTable()).isFalse();
        assertThat(views.states()).containsExactly(State.ABSENT, State.ABSENT);
        whole.viewModels().prepare(views.two);
        whole.viewModels().goLive(views.two);
        assertThat(views.two.rows()).isEqualTo(views.notes());
    }

    @Test
    void versions_of_a_view_begin_at_the_first_event_and_are_known_by_their_registration() {
        var views = new Views(Kind.MEMORY);
        var subscription = Subscription.of(views.one);
        assertThatThrownBy(subscription::fromNow).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> subscription.after(7)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> views.models.prepare(new Tally(views.ground, tables, 3)))
                .hasMessageContaining("version '3' of view tally is unknown here");
        assertThatThrownBy(() -> views.models.live("other")).hasMessageContaining("there are [tally]");
        assertThatThrownBy(() -> views.espalier.subscriptions().reset("tally@1", 0))
                .hasMessageContaining("is not prepared");
        assertThatThrownBy(() -> new Tally(views.ground, tables, 0)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void versions_of_a_view_have_their_checkpoints_at_one_place() {
        var views = new Views(Kind.MEMORY);
        var other = new InMemoryEventStore();
        open.add(other);
        assertThatThrownBy(() -> Noting.on(new InMemoryEventStore())
                        .subscribe(Subscription.of(views.one))
                        .subscribe(Subscription.of(views.two).checkpoints(other.checkpoints()))
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the versions of view tally keep their checkpoints at different places");
    }
}
