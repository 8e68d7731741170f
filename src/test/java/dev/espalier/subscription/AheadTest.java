package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static dev.espalier.support.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.EventStore;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.testing.SimulatedExecutor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** The next page is read while a batch is handled; that is seen in nothing but the time that it takes. */
class AheadTest {
    private static final Duration HOPELESS = Duration.ofSeconds(30);

    private final SimulatedExecutor time = new SimulatedExecutor();
    private final InMemoryEventStore store = new InMemoryEventStore();
    private final Ground ground = new Ground.Memory(store, Collections.synchronizedList(new ArrayList<>()));
    private final Notes notes = new Notes(ground);
    /** After which positions pages were read. */
    private final List<Long> pages = new CopyOnWriteArrayList<>();

    private volatile LongConsumer page = after -> {};

    private final Espalier espalier = Noting.on(watched())
            .clock(time.clock())
            .subscribe(Subscription.of(notes).checkpoints(store.checkpoints()).batch(2, Duration.ofSeconds(1)))
            .open();
    private final Subscriptions subscriptions = espalier.subscriptions();

    private EventStore watched() {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(),
                new Class<?>[] {TransactionalStore.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("read")
                            && arguments[0] instanceof StoredQuery
                            && arguments[1] instanceof ReadRange range
                            && !range.backwards()) {
                        pages.add(range.after());
                        page.accept(range.after());
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** What the executor has meanwhile been given is done in the middle of the first event. */
    private void meanwhile(Runnable then) {
        notes.at(text -> {
            if (notes.given.size() > 1) return;
            time.run();
            then.run();
        });
    }

    @Test
    void while_a_batch_is_handled_the_next_page_is_read_and_no_more() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        meanwhile(() -> assertThat(pages).containsExactly(0L, 2L));
        subscriptions.start(time);
        time.run();

        assertThat(notes.given).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(pages).containsExactly(0L, 2L, 4L);
        assertThat(subscriptions.status("notes").state()).isEqualTo(State.LIVE);
    }

    @Test
    void who_pulls_reads_for_itself() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        meanwhile(() -> assertThat(pages).containsExactly(0L));

        subscriptions.runUntilCaughtUp();

        assertThat(notes.given).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void a_page_that_is_not_full_is_not_read_before_it_is_needed() {
        note(espalier, "1", "2", "3");
        meanwhile(() -> {
            assertThat(pages).containsExactly(0L);
            note(espalier, "4");
        });
        subscriptions.start(time);
        time.run();

        assertThat(notes.given).containsExactly("1", "2", "3", "4");
    }

    @Test
    void a_step_that_comes_before_the_page_leaves_and_is_called_again() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        page = after -> {
            if (after != 2) return;
            page = none -> {};
            time.pass(Duration.ofSeconds(1)); // all others go on, and it is looked for more
            assertThat(notes.given).containsExactly("1", "2");
        };
        subscriptions.start(time);
        time.pass(Duration.ofMinutes(1));

        assertThat(notes.given).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(pages).containsExactly(0L, 2L, 4L);
    }

    @Test
    void trouble_is_met_again_after_its_pause_although_a_page_arrives_before() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        var tries = new AtomicInteger();
        notes.at(text -> {
            if (tries.incrementAndGet() < 50) throw new StoreUnavailableException("planted", null);
        });
        subscriptions.start(time);
        time.run();

        assertThat(pages).containsExactly(0L, 2L);
        assertThat(tries).hasValue(1);
    }

    @Test
    void a_reset_drops_what_was_read() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        meanwhile(() -> time.execute(() -> subscriptions.reset("notes", 0)));
        subscriptions.start(time);
        time.run();

        assertThat(notes.given).containsExactly("1", "2", "1", "2", "3", "4", "5", "6");
    }

    @Test
    void a_pause_drops_what_was_read() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        notes.at(text -> {
            if (text.equals("2")) subscriptions.pause("notes");
        });
        subscriptions.start(time);
        time.run();
        assertThat(pages).containsExactly(0L, 2L);

        subscriptions.resume("notes");
        time.run();

        assertThat(pages).startsWith(0L, 2L, 2L);
        assertThat(notes.given).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void a_page_that_could_not_be_read_ahead_is_read_when_it_is_needed() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        page = after -> {
            if (Collections.frequency(pages, 2L) == 1 && after == 2)
                throw new StoreUnavailableException("not now", null);
        };
        subscriptions.listen(status -> assertThat(status.error()).isEmpty());
        subscriptions.start(time);
        time.run();

        assertThat(notes.given).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void what_stays_wrong_is_told_where_it_is_met_and_not_before() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        page = after -> {
            if (after == 2) throw new StoreUnavailableException("never", null);
        };
        subscriptions.start(time);
        time.run();

        var status = subscriptions.status("notes");
        assertThat(status.state()).isEqualTo(State.RETRYING);
        assertThat(status.position()).isEqualTo(2);
        assertThat(status.error()).get().matches(why -> why.getMessage().contains("never"));
    }

    @Test
    void after_a_stop_nothing_is_read() {
        note(espalier, "1", "2", "3", "4", "5", "6");
        notes.at(text -> time.execute(() -> subscriptions.stop(Duration.ZERO)));
        subscriptions.start(time);
        time.run();
        var before = List.copyOf(pages);

        time.pass(Duration.ofMinutes(1));

        assertThat(pages).isEqualTo(before);
        subscriptions.start(time);
        notes.at(text -> {});
        time.run();
        assertThat(notes.given).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void a_stop_waits_for_what_is_being_read() throws InterruptedException {
        note(espalier, "1", "2", "3", "4", "5", "6");
        var reading = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        page = after -> {
            if (after != 2) return;
            reading.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        var executor = Executors.newScheduledThreadPool(2);
        try {
            subscriptions.start(executor);
            reading.await();
            until(HOPELESS, () -> notes.given.size() == 2);

            assertThat(subscriptions.stop(Duration.ofMillis(1))).isFalse();
            answer.countDown();
            assertThat(subscriptions.stop(HOPELESS)).isTrue();
        } finally {
            answer.countDown();
            executor.shutdown();
        }
        assertThat(notes.given).containsExactly("1", "2");
    }
}
