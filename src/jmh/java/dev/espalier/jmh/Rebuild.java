package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.PerBatch;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.infrastructure.ViewModelStepException;
import dev.espalier.jmh.Lines.LineAdded;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.Subscriptions;
import dev.espalier.subscription.ViewModels;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A view is built anew over many events while commands go on. Meanwhile the view in use is asked for invoices that are finished,
 * and for those to which a line was just added; it has to know each line, and none twice. Arguments: {@code memory} or {@code
 * postgresql}, how many events, and in how many partitions.
 */
public final class Rebuild {
    private static final String VIEW = "lengths";
    private static final int SEEN_IN_THE_NEW_ONE = 100;
    private static final Duration HOPELESS = Duration.ofMinutes(1);

    private final @Nullable Postgres postgres;
    private final int events;
    private final Map<Integer, Map<String, Integer>> inMemory = new ConcurrentHashMap<>();
    private final AtomicLong finished = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicBoolean going = new AtomicBoolean(true);

    /** How many lines each invoice has. */
    private final class Lengths extends ViewModel {
        Lengths(int version) {
            super(VIEW, version);
            PerBatch<Map<String, Integer>> lines = perBatch(HashMap::new, this::add);
            on(LineAdded.class, (event, transaction) -> lines.in(transaction).merge(event.invoice(), 1, Integer::sum));
        }

        private void add(Map<String, Integer> lines, Transaction transaction) throws SQLException {
            if (postgres == null) {
                var rows = inMemory.get(version());
                transaction.onRollback(
                        () -> lines.forEach((invoice, more) -> rows.merge(invoice, -more, Integer::sum)));
                lines.forEach((invoice, more) -> rows.merge(invoice, more, Integer::sum));
                return;
            }
            try (var upsert = transaction
                    .as(Connection.class)
                    .prepareStatement("insert into length_" + version() + " as l values (?, ?) on conflict (invoice)"
                            + " do update set lines = l.lines + excluded.lines")) {
                for (var each : lines.entrySet()) {
                    upsert.setString(1, each.getKey());
                    upsert.setInt(2, each.getValue());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }

        @Override
        public void create(Transaction transaction) throws SQLException {
            inMemory.put(version(), new ConcurrentHashMap<>());
            run(transaction, "create table length_" + version() + " (invoice text primary key, lines int not null)");
        }

        @Override
        public void drop(Transaction transaction) throws SQLException {
            run(transaction, "drop table if exists length_" + version());
        }

        private void run(Transaction transaction, String sql) throws SQLException {
            if (postgres == null) return;
            try (var statement = transaction.as(Connection.class).createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private Rebuild(@Nullable Postgres postgres, int events) {
        this.postgres = postgres;
        this.events = events;
    }

    public static void main(String[] arguments)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        int events = Integer.parseInt(arguments[1]);
        int partitions = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("memory")) {
            new Rebuild(null, events).run(new InMemoryEventStore(), partitions);
            return;
        }
        try (var postgres = new Postgres(20);
                var store = new JdbcEventStore(postgres.pool)) {
            new Rebuild(postgres, events).run(store, partitions);
        }
    }

    private void run(EventStore store, int partitions) throws InterruptedException, ExecutionException {
        var one = new Lengths(1);
        var two = new Lengths(2);
        Espalier espalier = Lines.on(store)
                .subscribe(Subscription.of(one))
                .subscribe(Subscription.of(two).partitions(partitions))
                .open();
        Lines.fill(espalier.eventStoreService(), events);
        Subscriptions subscriptions = espalier.subscriptions();
        ViewModels views = subscriptions.viewModels();
        views.prepare(one);
        subscriptions.runUntilCaughtUp();
        views.goLive(one);

        var executor = Executors.newScheduledThreadPool(4);
        var load = Executors.newFixedThreadPool(2);
        subscriptions.start(executor);
        Future<?> asking = load.submit(() -> whileGoing(() -> askForFinished(views)));
        Future<?> writing = load.submit(() -> whileGoing(() -> writeAndAsk(espalier)));
        long begun = System.nanoTime();
        try {
            views.prepare(two);
            while (!goesLive(views, two)) {
                System.out.print(views.status(VIEW).get(1) + "\n");
                TimeUnit.SECONDS.sleep(1);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            long seen = written.get() + SEEN_IN_THE_NEW_ONE;
            while (written.get() < seen && !asking.isDone() && !writing.isDone()) TimeUnit.MILLISECONDS.sleep(1);
            going.set(false);
            asking.get();
            writing.get();
            System.out.printf(
                    Locale.ROOT,
                    "%d events in %d partitions: %.1f s, %.0f a second; meanwhile %d lines were added, each seen"
                            + " at once, and %d invoices asked for; no answer was wrong%n",
                    events,
                    partitions,
                    seconds,
                    events / seconds,
                    written.get(),
                    finished.get());
        } finally {
            going.set(false);
            subscriptions.stop(HOPELESS);
            executor.shutdown();
            load.shutdown();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private Void whileGoing(Work work) throws Exception {
        while (going.get()) work.run();
        return null;
    }

    private static boolean goesLive(ViewModels views, Lengths version) {
        try {
            views.goLive(version);
            return true;
        } catch (ViewModelStepException behind) {
            if (behind.retryable()) return false;
            throw behind;
        }
    }

    private int lines(int version, String invoice) throws SQLException {
        if (postgres == null) return inMemory.get(version).getOrDefault(invoice, 0);
        try (Connection connection = postgres.pool.getConnection();
                var query = connection.prepareStatement("select lines from length_" + version + " where invoice = ?")) {
            query.setString(1, invoice);
            try (var row = query.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private void askForFinished(ViewModels views) throws SQLException, InterruptedException {
        int number = ThreadLocalRandom.current().nextInt(events / Lines.TO_AN_INVOICE) * Lines.TO_AN_INVOICE;
        check("filled-" + number, lines(views.live(VIEW), "filled-" + number), Lines.TO_AN_INVOICE);
        finished.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(1);
    }

    /** As a user would, who wants to see what was just done. */
    private void writeAndAsk(Espalier espalier) throws SQLException {
        var views = espalier.subscriptions().viewModels();
        long number = written.get();
        String invoice = "written-" + number / Lines.TO_AN_INVOICE;
        Receipt receipt = espalier.eventStoreService()
                .append(Lines.AGGREGATE.stream(invoice), ExpectedVersion.any(), Lines.line(invoice, 1));
        int live;
        int lines;
        do {
            live = views.live(VIEW);
            espalier.subscriptions().awaitProcessed(VIEW + "@" + live, receipt, HOPELESS);
            lines = lines(live, invoice);
        } while (views.live(VIEW) != live);
        check(invoice, lines, (int) (number % Lines.TO_AN_INVOICE) + 1);
        written.incrementAndGet();
    }

    private static void check(String invoice, int lines, int expected) {
        if (lines != expected)
            throw new IllegalStateException(
                    "a wrong answer: " + invoice + " has " + expected + " lines, and not " + lines);
    }
}
