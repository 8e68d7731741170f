package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.PerBatch;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.jmh.Lines.LineAdded;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.SubscriptionStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * W6: a projection catches up. On an executor, which reads ahead, as against a thread that pulls; in two partitions as against one,
 * both on the executor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
public class CatchUp extends Measured {
    private static final int EVENTS = 50_000;

    /** Which store. */
    @Param({"memory", "postgresql"})
    public String store;

    /** A row for each event, or one sum for each batch. */
    @Param({"each", "sums"})
    public String rows;

    private final AtomicInteger names = new AtomicInteger();
    private final Map<String, Integer> inMemory = new ConcurrentHashMap<>();
    private ScheduledExecutorService executor;
    private Postgres postgres;
    private EventStore events;

    private final class Lengths extends Projector {
        Lengths() {
            super("lengths-" + names.incrementAndGet());
            PerBatch<int[]> sum = perBatch(() -> new int[1], (all, transaction) -> write("sum", all[0], transaction));
            if (rows.equals("sums"))
                on(LineAdded.class, (event, transaction) -> sum.in(transaction)[0] += event.quantity());
            else on(LineAdded.class, (event, transaction) -> write(event.invoice(), event.quantity(), transaction));
        }

        private void write(String invoice, int quantity, Transaction transaction) throws SQLException {
            if (postgres == null) {
                inMemory.merge(name() + invoice, quantity, Integer::sum);
                return;
            }
            try (var upsert = transaction
                    .as(Connection.class)
                    .prepareStatement("insert into length values (?, ?, ?) on conflict (projection, invoice)"
                            + " do update set quantity = length.quantity + excluded.quantity")) {
                upsert.setString(1, name());
                upsert.setString(2, invoice);
                upsert.setInt(3, quantity);
                upsert.executeUpdate();
            }
        }
    }

    @Setup
    public void open() throws IOException, SQLException {
        executor = Executors.newScheduledThreadPool(4);
        if (store.equals("postgresql")) {
            postgres = new Postgres(10);
            try (Connection connection = postgres.pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create table length (projection varchar(40), invoice varchar(40),"
                        + " quantity int not null, primary key (projection, invoice))");
            }
        }
        events = postgres == null ? new InMemoryEventStore() : new JdbcEventStore(postgres.pool);
        Lines.fill(Lines.on(events).open().eventStoreService(), EVENTS);
    }

    @TearDown
    public void close() throws IOException {
        executor.shutdown();
        events.close();
        if (postgres != null) postgres.close();
    }

    private Espalier following(int partitions) {
        return Lines.on(events)
                .subscribe(Subscription.of(new Lengths()).partitions(partitions))
                .open();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void floorExecutor() {
        following(1).subscriptions().runUntilCaughtUp();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void oursExecutor() throws InterruptedException {
        onExecutor(1);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void floorTwoPartitions() throws InterruptedException {
        onExecutor(1);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void oursTwoPartitions() throws InterruptedException {
        onExecutor(2);
    }

    private void onExecutor(int partitions) throws InterruptedException {
        var subscriptions = following(partitions).subscriptions();
        var caughtUp = new CountDownLatch(partitions);
        subscriptions.listen(status -> {
            if (status.state() == SubscriptionStatus.State.LIVE && status.lag() == 0) caughtUp.countDown();
        });
        subscriptions.start(executor);
        caughtUp.await();
        subscriptions.stop(Duration.ofSeconds(10));
    }
}
