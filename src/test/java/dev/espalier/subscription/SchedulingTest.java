package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.mark;
import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.testing.SimulatedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When subscriptions run, under an executor whose time the test makes. */
class SchedulingTest {
    private final SimulatedExecutor time = new SimulatedExecutor();
    private final InMemoryEventStore store = new InMemoryEventStore();
    private final Ground ground = new Ground.Memory(store, Collections.synchronizedList(new ArrayList<>()));
    private final Notes notes = new Notes(ground);
    /** Writes without telling the one that follows, as another process does. */
    private final Espalier elsewhere = Noting.on(store).open();

    private final Espalier espalier = Noting.on(store)
            .clock(time.clock())
            .subscribe(Subscription.of(notes))
            .open();
    private final Subscriptions subscriptions = espalier.subscriptions();

    @Test
    void nothing_runs_before_it_is_started_and_nothing_after_it_is_stopped() {
        note(espalier, "1");
        time.pass(Duration.ofMinutes(1));
        assertThat(time.ran()).isZero();

        subscriptions.start(time);
        time.run();
        assertThat(notes.given).containsExactly("1");

        assertThat(subscriptions.stop(Duration.ZERO)).isTrue();
        note(espalier, "2");
        time.pass(Duration.ofMinutes(1));
        assertThat(notes.given).containsExactly("1");
        subscriptions.start(time);
        time.run();
        assertThat(notes.given).containsExactly("1", "2");
    }

    @Test
    void an_append_wakes_it_at_once() {
        subscriptions.start(time);
        time.pass(Duration.ofHours(1));

        note(espalier, "1");
        time.run();

        assertThat(notes.given).containsExactly("1");
    }

    @Test
    void a_lost_wake_up_is_repaired_by_looking() {
        subscriptions.start(time);
        time.pass(Duration.ofHours(1));

        note(elsewhere, "1");
        time.run();
        assertThat(notes.given).isEmpty();
        time.pass(Duration.ofMillis(100));
        assertThat(notes.given).containsExactly("1");

        note(elsewhere, "2");
        time.pass(Duration.ofMillis(10));
        assertThat(notes.given).containsExactly("1", "2");
    }

    @Test
    void an_idle_hour_costs_a_look_every_tenth_of_a_second_for_all_together() {
        subscriptions.start(time);
        time.pass(Duration.ofMinutes(1));
        long before = time.ran();

        time.pass(Duration.ofHours(1));

        assertThat(time.ran() - before).isBetween(35_000L, 38_000L);
    }

    @Test
    void trouble_that_passes_is_waited_out_longer_and_longer_and_never_loses_anything() {
        var failures = new AtomicInteger(3);
        notes.at(text -> {
            if (failures.getAndDecrement() > 0) throw new StoreUnavailableException("not now", null);
        });
        note(espalier, "1", "2");
        subscriptions.start(time);
        time.run();
        assertThat(subscriptions.status("notes").state()).isEqualTo(State.RETRYING);
        assertThat(subscriptions.status("notes").error()).isPresent();
        time.pass(Duration.ofMillis(99));
        assertThat(notes.given).hasSize(1);
        time.pass(Duration.ofMillis(1));
        assertThat(notes.given).hasSize(2);
        time.pass(Duration.ofMillis(200));
        assertThat(notes.given).hasSize(3);
        time.pass(Duration.ofMillis(400));

        assertThat(ground.written()).containsExactly(1L, 2L);
        assertThat(subscriptions.status("notes").state()).isEqualTo(State.LIVE);
        assertThat(subscriptions.status("notes").error()).isEmpty();
    }

    @Test
    void what_is_skipped_is_written_down_once_a_second_at_most() {
        subscriptions.start(time);
        note(espalier, "1");
        time.run();
        for (int i = 0; i < 100; i++) {
            mark(espalier, "skipped");
            time.run();
        }
        assertThat(subscriptions.status("notes").position()).isEqualTo(101);
        assertThat(store.checkpoints().find("notes")).get().matches(at -> at.position() == 1);

        time.pass(Duration.ofSeconds(1));

        assertThat(store.checkpoints().find("notes")).get().matches(at -> at.position() == 101);
    }

    @Test
    void an_executor_that_is_shut_down_is_told() {
        subscriptions.start(time);
        time.run();
        time.shutdown();

        note(espalier, "1");

        var status = subscriptions.status("notes");
        assertThat(status.state()).isEqualTo(State.STOPPED);
        assertThat(status.error()).isPresent();
    }
}
