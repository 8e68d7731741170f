package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static dev.espalier.support.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Reactor;
import dev.espalier.infrastructure.SubscriptionHeldException;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.EventStore;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.subscription.Subscriptions.Awaited;
import dev.espalier.testing.SimulatedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several instances of one subscription: one runs it at a time, on each kind of store. */
class LeaseTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration BRIEFLY = Duration.ofMillis(300);
    private static final Duration HOUR = Duration.ofHours(1);
    /** Than a thread waits for its turn on a busy machine. */
    private static final Duration LONGER = Duration.ofSeconds(3);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(6);
    /** What was done in the world, by whomever. */
    private final List<String> done = new CopyOnWriteArrayList<>();

    /** Notes down what it hears. */
    private final class Mails extends Reactor {
        Mails(Notes.At happens) {
            super("mails");
            on(Noted.class, (event, occasion) -> {
                done.add(event.text());
                happens.note(event.text());
            });
        }
    }

    /** A time of its own. */
    private record Settable(AtomicLong now) implements Waiting {
        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public void pause(Duration pause) {
            now.addAndGet(pause.toNanos());
        }
    }

    private Ground ground(Kind kind) {
        Ground ground = kind.open();
        open.add(ground);
        return ground;
    }

    private Espalier instance(EventStore store, Subscription... subscriptions) {
        return instance(store, Waiting.system(), subscriptions);
    }

    private Espalier instance(EventStore store, Waiting waiting, Subscription... subscriptions) {
        var builder = Noting.on(store).waiting(waiting, bound -> 0);
        for (Subscription each : subscriptions) builder.subscribe(each);
        Espalier espalier = builder.open();
        open.add(0, espalier);
        return espalier;
    }

    private Subscription mails() {
        return Subscription.of(new Mails(text -> {}));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
        threads.shutdownNow();
    }

    private static State state(Espalier instance, String name) {
        return instance.subscriptions().status(name).state();
    }

    private static String[] texts(int count) {
        var texts = new String[count];
        for (int i = 0; i < count; i++) texts[i] = "" + i;
        return texts;
    }

    @ParameterizedTest
    @EnumSource
    void of_two_instances_that_run_the_same_reactor_one_does_everything_once(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var one = instance(ground.store(), mails());
        var two = instance(ground.another(), mails());
        one.subscriptions().start(threads);
        two.subscriptions().start(threads);

        for (String text : texts(30)) note(Integer.parseInt(text) % 2 == 0 ? one : two, text);

        until(SOON, () -> done.size() >= 30);
        until(SOON, () -> state(two, "mails") == State.STANDBY);
        assertThat(done).containsExactly(texts(30));
        var held = one.subscriptions().status("mails").lease().orElseThrow();
        assertThat(held.owner()).isEqualTo(one.subscriptions().instance());
        var seen = two.subscriptions().status("mails").lease().orElseThrow();
        assertThat(seen.owner()).isEqualTo(one.subscriptions().instance());
        assertThat(seen.token()).isEqualTo(held.token());
        assertThat(two.subscriptions().table())
                .contains("STANDBY", "held by " + one.subscriptions().instance());
        assertThat(two.subscriptions().areHealthy(SOON)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void when_the_one_is_stopped_the_other_goes_on_at_once_and_each_goes_on_from_where_the_other_was(Kind kind)
            throws Exception {
        Ground ground = ground(kind);
        var one = instance(ground.store(), mails());
        var two = instance(ground.another(), mails());
        one.subscriptions().start(threads);
        for (int round = 0; round < 4; round++) {
            var holder = round % 2 == 0 ? one : two;
            var next = round % 2 == 0 ? two : one;
            int count = round;
            until(SOON, () -> done.size() == count);
            note(holder, "" + round);
            until(SOON, () -> done.size() == count + 1);
            assertThat(holder.subscriptions().stop(SOON)).isTrue();
            assertThat(state(holder, "mails")).isEqualTo(State.STOPPED);
            next.subscriptions().start(threads);
        }
        note(one, "last");
        until(SOON, () -> done.size() == 5);
        assertThat(done).containsExactly("0", "1", "2", "3", "last");
    }

    @ParameterizedTest
    @EnumSource
    void one_whose_holder_is_silent_is_taken_over_when_its_lease_lapses(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var silent = new SimulatedExecutor(); // its time stands still, and nothing is prolonged
        var one = instance(ground.store(), mails().lease(BRIEFLY));
        var two = instance(ground.another(), mails().lease(BRIEFLY));
        one.subscriptions().start(silent);
        note(one, "1");
        silent.run();
        assertThat(done).containsExactly("1");

        two.subscriptions().start(threads);
        note(two, "2");
        until(SOON, () -> done.size() == 2);

        silent.run();
        note(one, "3");
        silent.run();
        until(SOON, () -> done.size() == 3);
        until(SOON, () -> {
            silent.run();
            one.subscriptions().wake();
            return state(one, "mails") == State.STANDBY;
        });
        assertThat(done).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @EnumSource
    void a_reactor_begins_nothing_when_its_lease_may_have_lapsed_by_its_own_clock(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var time = new SimulatedExecutor();
        var now = new AtomicLong();
        var waiting = new Settable(now);
        var one = instance(ground.store(), waiting, mails().lease(BRIEFLY));
        var subscriptions = one.subscriptions();
        subscriptions.start(time);
        note(one, "1");
        time.run();
        long token = subscriptions.status("mails").lease().orElseThrow().token();

        // it hangs for so long that the next one had its turn
        now.addAndGet(BRIEFLY.toNanos());
        var two = instance(ground.another(), mails().lease(BRIEFLY));
        note(two, "2");
        two.subscriptions().runUntilCaughtUp();
        assertThat(done).containsExactly("1", "2");
        time.run();
        note(one, "3");
        time.run();

        assertThat(done).containsExactly("1", "2", "3");
        assertThat(subscriptions.status("mails").lease().orElseThrow().token()).isGreaterThan(token);
    }

    @ParameterizedTest
    @EnumSource
    void whoever_runs_until_all_is_caught_up_waits_for_what_another_one_is_at(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var one = instance(ground.store(), Subscription.of(new Mails(text -> {
            inside.countDown();
            go.await();
        })));
        var two = instance(ground.another(), mails());
        one.subscriptions().start(threads);
        note(one, "1", "2");
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();

        var running = threads.submit(() -> two.subscriptions().runUntilCaughtUp());
        until(SOON, () -> state(two, "mails") == State.STANDBY);
        assertThat(running.isDone()).isFalse();
        go.countDown();
        running.get(20, TimeUnit.SECONDS);

        assertThat(done).containsExactly("1", "2");
    }

    @Test
    void one_that_is_held_and_not_gone_on_with_is_not_waited_for_in_vain() {
        Ground ground = ground(Kind.MEMORY);
        var time = new SimulatedExecutor();
        var now = new AtomicLong();
        var one = instance(ground.store(), mails());
        var waiting = new Settable(now);
        var two = instance(ground.store(), waiting, mails());
        one.subscriptions().start(time);
        time.run();
        one.subscriptions().pause("mails");
        note(one, "1");

        assertThatThrownBy(two.subscriptions()::runUntilCaughtUp)
                .isInstanceOfSatisfying(SubscriptionHeldException.class, held -> {
                    assertThat(held.owner()).isEqualTo(one.subscriptions().instance());
                    assertThat(held.subscription()).isEqualTo("mails");
                    assertThat(held.retryable()).isTrue();
                })
                .hasMessageContaining("subscription mails is held by instance "
                        + one.subscriptions().instance());
        assertThat(done).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_is_run_in_the_own_thread_is_given_back_at_once(Kind kind) {
        Ground ground = ground(kind);
        var one = instance(ground.store(), mails());
        var two = instance(ground.another(), mails());
        one.subscriptions().runUntilCaughtUp();
        for (int i = 0; i < 6; i++) {
            note(one, "" + i);
            (i % 2 == 0 ? two : one).subscriptions().runOnce();
        }
        assertThat(done).containsExactly(texts(6));
    }

    @ParameterizedTest
    @EnumSource
    void one_that_stands_still_lets_another_instance_try(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var old = new Notes(ground).at(text -> {
            throw new IllegalStateException("an old version");
        });
        var one = instance(ground.store(), Subscription.of(old).lease(HOUR));
        var two = instance(ground.another(), Subscription.of(new Notes(ground)).lease(HOUR));
        one.subscriptions().start(threads);
        note(one, "1");
        until(SOON, () -> state(one, "notes") == State.FAILED);

        until(SOON, () -> {
            two.subscriptions().runOnce();
            return ground.written().size() == 1;
        });

        one.subscriptions().resume("notes");
        until(SOON, () -> state(one, "notes") == State.LIVE);
        assertThat(ground.written()).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "POSTGRESQL"})
    void one_that_is_paused_where_it_is_held_is_run_by_nobody(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var one = instance(ground.store(), mails().lease(LONGER));
        var two = instance(ground.another(), mails().lease(LONGER));
        one.subscriptions().start(threads);
        two.subscriptions().start(threads);
        until(SOON, () -> state(one, "mails") == State.LIVE && state(two, "mails") == State.STANDBY);

        one.subscriptions().pause("mails");
        var receipt = note(one, "1");
        assertThat(two.subscriptions().awaitProcessed("mails", receipt, LONGER.plus(LONGER.dividedBy(2))))
                .isEqualTo(Awaited.TIMED_OUT);
        assertThat(done).isEmpty();

        one.subscriptions().resume("mails");
        assertThat(two.subscriptions().awaitProcessed("mails", receipt, SOON)).isNotEqualTo(Awaited.TIMED_OUT);
        assertThat(done).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void a_person_sets_it_back_in_one_instance_and_the_one_that_holds_it_goes_on_from_there(Kind kind)
            throws Exception {
        Ground ground = ground(kind);
        var one = instance(ground.store(), Subscription.of(new Notes(ground)).lease(BRIEFLY));
        var two = instance(ground.another(), Subscription.of(new Notes(ground)).lease(BRIEFLY));
        one.subscriptions().start(threads);
        note(one, "1", "2");
        until(SOON, () -> ground.written().size() == 2);

        two.subscriptions().reset("notes", 1);

        until(SOON, () -> ground.written().size() == 3);
        assertThat(ground.written()).containsExactly(1L, 2L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void an_event_that_was_set_aside_is_driven_again_where_the_subscription_is_run(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var notes = new Notes(ground).at(text -> {
            if (text.equals("bad")) throw new IllegalStateException("cannot");
        });
        var one = instance(ground.store(), Subscription.of(notes).setAside());
        var two = instance(ground.another(), Subscription.of(new Notes(ground)).setAside());
        one.subscriptions().start(threads);
        var id = note(one, "bad", "2").events().get(0).id();
        until(
                SOON,
                () -> !one.subscriptions().setAside("notes").isEmpty()
                        && ground.written().size() == 1);

        assertThatThrownBy(() -> two.subscriptions().redrive("notes", id))
                .isInstanceOf(SubscriptionHeldException.class);
        assertThatThrownBy(() -> two.subscriptions().clear("notes", id)).isInstanceOf(SubscriptionHeldException.class);
        one.subscriptions().stop(SOON);
        assertThat(two.subscriptions().redrive("notes", id)).isTrue();

        assertThat(ground.written()).containsExactly(2L, 1L);
        assertThat(one.subscriptions().clear("notes", id)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_version_that_another_instance_has_removed_rests_here_before_the_next_event(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var version = new Tally(ground, new Tally.Tables(), 1);
        var one = instance(ground.store(), Subscription.of(version).lease(BRIEFLY));
        var two = instance(ground.another(), Subscription.of(version).lease(BRIEFLY));
        note(one, "1");
        one.subscriptions().viewModels().prepare(version);
        one.subscriptions().start(threads);
        until(SOON, () -> state(one, version.name()) == State.LIVE);

        two.subscriptions().viewModels().abort(version);

        until(SOON, () -> state(one, version.name()) == State.DORMANT);
    }

    @Test
    void the_leases_of_a_thousand_idle_subscriptions_are_one_question_in_a_third_of_their_time() {
        var time = new SimulatedExecutor();
        var ground = ground(Kind.MEMORY);
        var questions = new AtomicLong();
        var counted = Called.before(((CheckpointedStore) ground.store()).checkpoints(), call -> {
            if (call.equals("lease")) questions.incrementAndGet();
        });
        var many = new Subscription[1_000];
        for (int i = 0; i < many.length; i++)
            many[i] = Subscription.of(new Notes(ground, "n" + i)).checkpoints(counted);
        for (int instance = 0; instance < 2; instance++) {
            instance(ground.store(), many).subscriptions().start(time);
            time.pass(Duration.ofSeconds(1));
        }
        questions.set(0);

        time.pass(Duration.ofMinutes(1));

        assertThat(questions).hasValueBetween(2L * 17, 2L * 19);
    }

    @Test
    void a_lease_that_makes_no_sense_is_refused_at_once() {
        var subscription = mails();
        for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(99), Duration.ofDays(1)))
            assertThatThrownBy(() -> subscription.lease(time))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("lease of mails")
                    .hasMessageContaining("between PT0.1S and PT1H");
    }
}
