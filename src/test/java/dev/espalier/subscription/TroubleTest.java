package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ProjectionException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.store.SetAside;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.subscription.Subscriptions.Awaited;
import dev.espalier.testing.SimulatedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that cannot be handled, waiting for what was stored, and what is told of it all. */
class TroubleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final SimulatedExecutor time = new SimulatedExecutor();
    private final AtomicInteger sick = new AtomicInteger();

    private Ground ground(Kind kind) {
        Ground ground = kind.open();
        open.add(ground);
        return ground;
    }

    /** Fails at "bad" as often as {@link #sick} says. */
    private Notes notes(Ground ground) {
        return new Notes(ground).at(text -> {
            if (text.startsWith("bad") && sick.getAndUpdate(left -> Math.max(0, left - 1)) > 0)
                throw new IllegalStateException("cannot");
        });
    }

    private Espalier espalier(Ground ground, Subscription subscription) {
        Espalier espalier = Noting.on(ground.store())
                .clock(time.clock())
                .subscribe(subscription)
                .open();
        open.add(0, espalier);
        return espalier;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    @ParameterizedTest
    @EnumSource
    void it_is_tried_again_with_longer_pauses_until_it_goes_well(Kind kind) {
        Ground ground = ground(kind);
        var notes = notes(ground);
        var espalier = espalier(ground, Subscription.of(notes).retry(3, SECOND, Duration.ofSeconds(2)));
        note(espalier, "1", "bad", "3");
        sick.set(4); // once with the one before it, and then by itself
        espalier.subscriptions().start(time);
        time.run();
        assertThat(ground.written()).containsExactly(1L);
        assertThat(espalier.subscriptions().status("notes").state()).isEqualTo(State.RETRYING);

        time.pass(SECOND);
        time.pass(Duration.ofMillis(1_999));
        assertThat(sick).hasValue(1);
        time.pass(Duration.ofMillis(1));
        assertThat(sick).hasValue(0);
        time.pass(Duration.ofSeconds(2));

        assertThat(ground.written()).containsExactly(1L, 2L, 3L);
        assertThat(espalier.subscriptions().status("notes").state()).isEqualTo(State.LIVE);
        assertThat(espalier.subscriptions().status("notes").error()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void when_the_retries_are_used_up_it_stands_still(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(ground, Subscription.of(notes(ground)).retry(2, SECOND, SECOND));
        note(espalier, "bad", "2");
        sick.set(3);
        espalier.subscriptions().start(time);

        time.pass(Duration.ofMinutes(1));

        assertThat(espalier.subscriptions().status("notes").state()).isEqualTo(State.FAILED);
        assertThat(espalier.subscriptions().areHealthy(SOON)).isFalse();
        assertThat(sick).hasValue(0);
        assertThat(ground.written()).isEmpty();
        espalier.subscriptions().resume("notes");
        time.run();
        assertThat(ground.written()).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void it_is_set_aside_and_can_be_seen_driven_again_and_cleared(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(
                ground, Subscription.of(notes(ground)).retry(1, SECOND, SECOND).setAside());
        var subscriptions = espalier.subscriptions();
        Receipt receipt = note(espalier, "1", "bad", "3", "bad too", "5");
        sick.set(1_000);
        subscriptions.start(time);
        time.pass(Duration.ofMinutes(1));

        assertThat(ground.written()).containsExactly(1L, 3L, 5L);
        assertThat(subscriptions.status("notes").state()).isEqualTo(State.LIVE);
        List<SetAside> aside = subscriptions.setAside("notes");
        assertThat(aside).extracting(SetAside::position).containsExactly(2L, 4L);
        SetAside first = aside.get(0);
        assertThat(first.event()).isEqualTo(receipt.events().get(1).id());
        assertThat(first.stream()).isEqualTo(Noting.NOTES);
        assertThat(first.version()).isEqualTo(2);
        assertThat(first.type()).isEqualTo("Noted");
        assertThat(first.reason()).contains("cannot");
        assertThat(first.at())
                .isBetween(time.clock().instant().minusSeconds(60), time.clock().instant());

        assertThatThrownBy(() -> subscriptions.redrive("notes", first.event())).isInstanceOf(ProjectionException.class);
        assertThat(subscriptions.setAside("notes")).hasSize(2);
        assertThat(ground.written()).containsExactly(1L, 3L, 5L);

        sick.set(0);
        assertThat(subscriptions.redrive("notes", first.event())).isTrue();
        assertThat(subscriptions.redrive("notes", first.event())).isFalse();
        assertThat(ground.written()).containsExactly(1L, 3L, 5L, 2L);
        assertThat(subscriptions.clear("notes", aside.get(1).event())).isTrue();
        assertThat(subscriptions.clear("notes", aside.get(1).event())).isFalse();
        assertThat(subscriptions.setAside("notes")).isEmpty();
        assertThat(subscriptions.redrive("notes", UUID.randomUUID())).isFalse();
        assertThat(ground.written()).containsExactly(1L, 3L, 5L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void one_waits_for_what_one_has_stored(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var go = new CountDownLatch(1);
        var notes = notes(ground).at(text -> {
            if (text.equals("slow")) go.await();
            if (text.equals("bad")) throw new IllegalStateException("cannot");
        });
        var espalier = espalier(ground, Subscription.of(notes));
        var subscriptions = espalier.subscriptions();
        // another process: it runs nothing, and looks at the checkpoint
        var elsewhere = Noting.on(ground.another())
                .subscribe(Subscription.of(notes(ground)))
                .open()
                .subscriptions();
        Receipt slow = note(espalier, "slow");
        assertThat(subscriptions.awaitProcessed("notes", slow, Duration.ofMillis(20)))
                .isEqualTo(Awaited.TIMED_OUT);

        var threads = Executors.newScheduledThreadPool(3);
        try {
            subscriptions.start(threads);
            var here = threads.submit(() -> subscriptions.awaitProcessed("notes", slow, SOON));
            assertThat(elsewhere.awaitProcessed("notes", slow, Duration.ofMillis(20)))
                    .isEqualTo(Awaited.TIMED_OUT);
            go.countDown();
            assertThat(here.get(20, TimeUnit.SECONDS)).isIn(Awaited.DONE, Awaited.ALREADY);
            assertThat(elsewhere.awaitProcessed("notes", slow, SOON)).isIn(Awaited.DONE, Awaited.ALREADY);
            assertThat(subscriptions.awaitProcessed("notes", slow, SOON)).isEqualTo(Awaited.ALREADY);
            assertThat(ground.written()).containsExactly(1L);

            Receipt bad = note(espalier, "bad");
            assertThatThrownBy(() -> subscriptions.awaitProcessed("notes", bad, SOON))
                    .isInstanceOf(SubscriptionStoppedException.class)
                    .hasRootCauseMessage("cannot");
        } finally {
            subscriptions.stop(SOON);
            threads.shutdown();
        }
    }

    @Test
    void everything_is_told_and_a_listener_that_fails_harms_nobody() {
        Ground ground = ground(Kind.MEMORY);
        var espalier = espalier(ground, Subscription.of(notes(ground)).batch(2, SECOND));
        var subscriptions = espalier.subscriptions();
        var told = new ArrayList<SubscriptionStatus>();
        subscriptions.listen(status -> {
            throw new IllegalStateException("a broken gauge");
        });
        subscriptions.listen(told::add);
        note(espalier, "1", "2", "3", "bad");
        sick.set(9);
        assertThat(subscriptions.status("notes").lag()).isEqualTo(4);
        subscriptions.start(time);
        time.run();

        assertThat(told)
                .extracting(SubscriptionStatus::state)
                .contains(State.CATCHING_UP)
                .endsWith(State.FAILED);
        SubscriptionStatus last = told.get(told.size() - 1);
        assertThat(last.position()).isEqualTo(3);
        assertThat(last.lag()).isEqualTo(1);
        assertThat(last.events()).isEqualTo(3);
        assertThat(last.rate()).isPositive();
        assertThat(last.error()).get().isInstanceOf(ProjectionException.class);
        assertThat(subscriptions.table()).contains("notes", "FAILED", "position 3, lag 1", "cannot");
        assertThat(subscriptions.areHealthy(SOON)).isFalse();

        sick.set(0);
        subscriptions.resume("notes");
        time.pass(Duration.ofMinutes(10));
        assertThat(subscriptions.table()).contains("LIVE", "position 4, lag 0 (0.0 s), 4 events, 0.0/s");
        assertThat(subscriptions.areHealthy(Duration.ZERO)).isTrue();
        assertThat(told.get(told.size() - 1).state()).isEqualTo(State.LIVE);
        subscriptions.pause("notes");
        assertThat(told.get(told.size() - 1).state()).isEqualTo(State.PAUSED);
    }

    @Test
    void contradictory_settings_are_refused_at_once() {
        var subscription = Subscription.of(notes(ground(Kind.MEMORY)));
        assertThatThrownBy(() -> subscription.retry(0, SECOND, SECOND)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> subscription.retry(1, Duration.ZERO, SECOND))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> subscription.retry(1, SECOND, Duration.ofMillis(1)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> subscription.batch(0, SECOND)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> subscription.batch(1, Duration.ZERO)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> subscription.after(-1)).isInstanceOf(InvalidInputException.class);
    }
}
