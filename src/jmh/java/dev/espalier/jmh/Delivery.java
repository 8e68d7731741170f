package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.jmh.Lines.LineAdded;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * W10: from the end of an append to the moment at which a projector is given its event, in the instance that appends and in
 * another one, which is told nothing. Arguments: {@code memory} or {@code postgresql}, and how many events.
 */
public final class Delivery {
    private static final int WARM_UP = 200;
    private static final int LONGEST_PAUSE_MICROS = 5_000;

    private final BlockingQueue<Long> given = new LinkedBlockingQueue<>();

    private final class Given extends Projector {
        Given(String name) {
            super(name);
            on(LineAdded.class, this::note);
        }

        private void note(LineAdded event, EventEnvelope envelope, Transaction transaction) {
            given.add(System.nanoTime());
        }
    }

    private Delivery() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int events = Integer.parseInt(arguments[1]);
        if (arguments[0].equals("memory")) {
            var store = new InMemoryEventStore();
            run("memory", store, store, events);
            return;
        }
        try (var postgres = new Postgres(10);
                var store = new JdbcEventStore(postgres.pool);
                var other = new JdbcEventStore(postgres.pool)) {
            run("postgresql", store, other, events);
        }
    }

    private static void run(String name, EventStore store, EventStore other, int events) throws InterruptedException {
        new Delivery().measure(name + ", same instance", store, store, true, events);
        new Delivery().measure(name + ", another instance", store, other, false, events);
    }

    private void measure(String what, EventStore store, EventStore other, boolean same, int events)
            throws InterruptedException {
        Espalier following = Lines.on(other)
                .subscribe(Subscription.of(new Given(what)).fromNow())
                .open();
        Espalier appending = same ? following : Lines.on(store).open();
        var executor = Executors.newScheduledThreadPool(2);
        following.subscriptions().start(executor);
        var numbers = new InvoiceNumbers();
        long[] nanos = new long[events];
        for (int i = -WARM_UP; i < events; i++) {
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MICROS));
            String invoice = numbers.next();
            appending
                    .eventStoreService()
                    .append(Lines.AGGREGATE.stream(invoice), ExpectedVersion.any(), Lines.line(invoice, 1));
            long acknowledged = System.nanoTime();
            long delivered = given.take();
            if (i >= 0) nanos[i] = Math.max(0, delivered - acknowledged);
        }
        following.subscriptions().stop(Duration.ofSeconds(10));
        executor.shutdown();
        print(what, nanos);
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-32s p50 %8.1f us, p99 %8.1f us, longest %8.1f us%n",
                what,
                nanos[nanos.length / 2] / 1e3,
                nanos[nanos.length * 99 / 100] / 1e3,
                nanos[nanos.length - 1] / 1e3);
    }
}
