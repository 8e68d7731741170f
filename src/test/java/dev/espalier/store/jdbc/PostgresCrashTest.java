package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.support.ChildJvm;
import dev.espalier.tck.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The whole server is killed as by {@code kill -9}, postmaster and children, or shut down under writers and readers, and
 * started again; and a writing process is killed inside a service.
 */
class PostgresCrashTest {
    private static final int KILLS = 1 + Integer.getInteger("rounds", 3);
    private static final int WRITERS = 8;
    private static final int READERS = 2;

    private record Place(StreamId stream, long version, UUID id) {}

    private final Map<Long, Place> told = new ConcurrentHashMap<>();
    private final Map<UUID, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLongArray versions = new AtomicLongArray(WRITERS + 1);
    private int acknowledgements;
    private MortalPostgres server;

    @BeforeEach
    void start() throws Exception {
        server = new MortalPostgres(17);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void however_the_server_dies_no_acknowledged_event_is_missing_and_nothing_that_was_seen_is_gone() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        PostgresServer.run(server.source(), "create table legacy (text text)");
        try (HikariDataSource pool = PostgresServer.pooled(
                        server.source(), WRITERS + READERS, config -> config.setConnectionTimeout(1_000));
                var store = JdbcEventStore.builder(pool)
                        .lockWait(Duration.ofSeconds(3))
                        .build()) {
            for (int kill = 0; kill < KILLS; kill++) {
                int number = kill;
                var writing = new AtomicInteger(WRITERS);
                var over = new AtomicBoolean();
                var outcomes = Race.run(WRITERS + READERS + 1, racer -> {
                    if (racer == 0) kill(random, number, over);
                    else if (racer <= WRITERS) write(store, racer, over, writing);
                    else follow(store, writing);
                    return racer;
                });
                assertThat(outcomes.lost())
                        .as("seed " + seed + ", kill " + number)
                        .isEmpty();
            }
            verify(store);
        }
    }

    private void kill(Random random, int number, AtomicBoolean over) throws Exception {
        awaitAcknowledgements(20 + random.nextInt(200));
        if (number % 4 == 1) server.shutDown();
        else server.kill();
        server.start();
        over.set(true);
    }

    private void write(JdbcEventStore store, int writer, AtomicBoolean over, AtomicInteger writing) {
        try {
            for (int after = 0; after < 10; after += over.get() ? 1 : 0) write(store, writer);
        } finally {
            writing.decrementAndGet();
        }
    }

    private void write(JdbcEventStore store, int writer) {
        var stream = new StreamId("writer", "w" + writer);
        long version = versions.getAndIncrement(writer);
        Participant service = writer % 2 == 0 ? Participant.NONE : PostgresCrashTest::row;
        EventData event = Noted.in(stream, "w" + writer + "-" + (version + 1));
        Append append = Append.of(stream, ExpectedVersion.exactly(version), event, service);
        acknowledge(untilStored(store, append), append);
    }

    /** Again with the same ids, as a caller would who wants it stored. */
    private Receipt untilStored(JdbcEventStore store, Append append) {
        while (true) {
            try {
                return store.append(append);
            } catch (ConflictException impossible) {
                throw impossible;
            } catch (EspalierException | IllegalStateException down) {
                server.awaitUp();
            }
        }
    }

    private static List<SnapshotVersion> row(List<EventEnvelope> events, Transaction transaction) {
        try (Statement statement = transaction.as(Connection.class).createStatement()) {
            for (EventEnvelope each : events)
                statement.execute("insert into legacy values ('" + ((Noted) each.event()).text() + "')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return List.of();
    }

    private void acknowledge(Receipt receipt, Append append) {
        EventEnvelope event = receipt.events().get(0);
        assertThat(event.id()).isEqualTo(append.get(0).id());
        tell(event);
        acknowledged.put(event.id(), event.position());
        synchronized (this) {
            acknowledgements++;
            notifyAll();
        }
    }

    private synchronized void awaitAcknowledgements(int more) throws InterruptedException {
        int goal = acknowledgements + more;
        while (acknowledgements < goal) wait();
    }

    /** What was said about a position is never said about another event. */
    private void tell(EventEnvelope event) {
        var place = new Place(event.stream(), event.version(), event.id());
        Place before = told.putIfAbsent(event.position(), place);
        if (before != null)
            assertThat(before).as("position " + event.position()).isEqualTo(place);
    }

    private void follow(JdbcEventStore store, AtomicInteger writing) {
        for (long after = 0; ; ) {
            boolean last = writing.get() == 0;
            try (var page = store.read(Noted.ALL, ReadRange.from(after).first(50), Noted.Type::new)) {
                long before = after;
                for (EventEnvelope event : page) {
                    tell(event);
                    assertThat(event.position()).isEqualTo(after + 1);
                    after = event.position();
                }
                if (last && after == before) return;
            } catch (EspalierException down) {
                server.awaitUp();
            }
        }
    }

    private void verify(JdbcEventStore store) throws SQLException {
        List<EventEnvelope> events = Noted.all(store);
        assertThat(events).hasSize(acknowledged.size());
        for (EventEnvelope event : events) {
            tell(event);
            assertThat(acknowledged.remove(event.id())).isEqualTo(event.position());
        }
        assertThat(acknowledged).isEmpty();
        assertThat(told).hasSize(events.size());
        long served = events.stream()
                .filter(each -> Integer.parseInt(each.stream().key().substring(1)) % 2 == 1)
                .count();
        assertThat(PostgresServer.number(server.source(), "select count(distinct text) from legacy"))
                .isEqualTo(served);
        assertThat(PostgresServer.number(server.source(), "select count(*) from legacy"))
                .isEqualTo(served);
    }

    @Test
    void a_process_that_is_killed_inside_a_service_leaves_neither_row_nor_event_and_no_lock() throws Exception {
        PostgresServer.run(server.source(), "create table legacy (text text)");
        try (var store = new JdbcEventStore(server.source())) {
            try (var child = ChildJvm.start(PostgresChild.class, server.url())) {
                child.hear("stored 1");
                child.hear("inside");
                child.kill();
            }
            Append append = Append.of(
                    Noted.A, ExpectedVersion.exactly(1), List.of(Noted.in(Noted.A, "mine")), PostgresCrashTest::row);
            assertThat(store.append(append).position()).isEqualTo(2);
            assertThat(Noted.texts(store, Noted.A)).containsExactly("first", "mine");
        }
        assertThat(PostgresServer.number(server.source(), "select count(*) from legacy"))
                .isEqualTo(1);
    }

    /** Stores one event, then stays inside the service of the next. */
    static final class PostgresChild {
        private PostgresChild() {}

        public static void main(String[] arguments) {
            var source = new PGSimpleDataSource();
            source.setUrl(arguments[0]);
            var store = new JdbcEventStore(source);
            Receipt first = store.append(
                    Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "first"), Participant.NONE));
            System.out.println("stored " + first.version());
            store.append(
                    Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "never"), (events, transaction) -> {
                        row(events, transaction);
                        System.out.println("inside");
                        new Scanner(System.in).nextLine();
                        return List.of();
                    }));
        }
    }
}
