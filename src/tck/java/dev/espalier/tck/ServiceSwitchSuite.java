package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.ServiceSwitchException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.EventStore;
import dev.espalier.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A service goes from the transactions of the appends to a subscription and back: on this store each event is written once. */
@Needs({Capability.PARTICIPANTS, Capability.CHECKPOINTS, Capability.VIEW_CHECKPOINTS})
abstract class ServiceSwitchSuite extends FollowingSuite {
    private static final String SERVICE = "served";
    private static final int WRITERS = 4;
    private static final Duration HOPELESS = Duration.ofSeconds(20);
    /** How long a writer lets the service follow. */
    private static final Duration SOON = Duration.ofSeconds(2);

    sealed interface Serving extends Event {}

    record Served(String text) implements Serving {}

    /** A row for each event, which another one for the same would violate. */
    private final class Service extends SnapshotUpdateService {
        Service() {
            super(SERVICE);
            on(Served.class, this::write);
        }

        private int write(Served event, Transaction transaction) throws Exception {
            transaction.onRollback(() -> written.remove(event.text()));
            written.add(event.text());
            rows.insert(transaction, event.text());
            return 1;
        }
    }

    private final List<String> written = Collections.synchronizedList(new ArrayList<>());

    private Espalier serve(EventStore on, ServiceMode first) {
        return opened(Espalier.on(on)
                .events(Serving.class)
                .subscribe(Subscription.of(new Service()).switching(first)));
    }

    private static Receipt store(Espalier instance, StreamId stream, String text) {
        return instance.eventStoreService().append(stream, ExpectedVersion.any(), new Served(text));
    }

    private void assertWritten(String... texts) throws Exception {
        assertThat(written).containsExactly(texts);
        assertThat(rows.committed()).containsExactlyInAnyOrder(texts);
    }

    @Test
    @Line({Contract.INTERFACES, "89"})
    void it_writes_in_the_append_then_later_then_in_the_append_again() throws Exception {
        var espalier = serve(store, ServiceMode.INLINE);
        var services = espalier.subscriptions().services();
        assertThat(services.mode(SERVICE)).isEqualTo(ServiceMode.INLINE);
        store(espalier, A, "1");
        assertWritten("1");

        services.asynchronous(SERVICE);
        assertThat(services.mode(SERVICE)).isEqualTo(ServiceMode.ASYNCHRONOUS);
        store(espalier, A, "2");
        store(espalier, B, "3");
        assertWritten("1");
        espalier.subscriptions().runUntilCaughtUp();
        assertWritten("1", "2", "3");

        store(espalier, A, "4");
        services.inline(SERVICE);
        assertWritten("1", "2", "3", "4");
        store(espalier, A, "5");
        espalier.subscriptions().runUntilCaughtUp();
        assertWritten("1", "2", "3", "4", "5");
    }

    @Test
    @Line(Contract.INTERFACES)
    @Needs(Capability.SHARING)
    void every_instance_goes_by_what_was_said_last() throws Exception {
        var one = serve(store, ServiceMode.INLINE);
        var other = serve(open(), ServiceMode.ASYNCHRONOUS);
        store(other, A, "1");
        assertWritten("1");

        one.subscriptions().services().asynchronous(SERVICE);
        store(other, A, "2");
        assertWritten("1");
        other.subscriptions().runUntilCaughtUp();
        assertWritten("1", "2");

        one.subscriptions().services().inline(SERVICE);
        store(other, A, "3");
        one.subscriptions().runUntilCaughtUp();
        other.subscriptions().runUntilCaughtUp();
        assertWritten("1", "2", "3");
    }

    @Test
    @Line(Contract.INTERFACES)
    void nothing_is_lost_or_written_twice_while_others_write() throws Exception {
        var espalier = serve(store, ServiceMode.INLINE);
        var services = espalier.subscriptions().services();
        espalier.subscriptions().start(threads);
        var stored = new AtomicInteger();
        var over = new AtomicBoolean();
        var outcomes = Race.run(1 + WRITERS, racer -> {
            try {
                if (racer > 0) return write(espalier, racer, stored, over);
                for (int round = 0; round < rounds; round++) {
                    patiently(() -> services.asynchronous(SERVICE));
                    int before = stored.get();
                    while (stored.get() < before + WRITERS && !over.get()) Thread.onSpinWait();
                    patiently(() -> services.inline(SERVICE));
                }
                return 0;
            } finally {
                over.set(true);
            }
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(espalier.subscriptions().stop(HOPELESS)).isTrue();

        assertThat(written).doesNotHaveDuplicates().hasSize(stored.get());
        assertThat(rows.committed()).hasSize(stored.get());
        assertThat(readAll()).hasSize(stored.get());
    }

    /** No faster than the service follows, or it would never catch up. */
    private static int write(Espalier espalier, int writer, AtomicInteger stored, AtomicBoolean over) throws Exception {
        var stream = new StreamId("served", "w" + writer);
        while (!over.get()) {
            Receipt receipt = store(espalier, stream, writer + "." + stored.incrementAndGet());
            espalier.subscriptions().awaitProcessed(SERVICE, receipt, SOON);
        }
        return writer;
    }

    /** Where appends hold it up, or it is too far behind, it says so, and nothing is changed. */
    private static void patiently(Runnable change) {
        long hopeless = System.nanoTime() + HOPELESS.toNanos();
        while (true) {
            try {
                change.run();
                return;
            } catch (StoreUnavailableException | ServiceSwitchException notYet) {
                if (!notYet.retryable() || System.nanoTime() - hopeless > 0) throw notYet;
            }
        }
    }
}
