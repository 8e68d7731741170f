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
import dev.espalier.tck.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole server is killed as by {@code kill -9}, or shut down, under writers and readers, and started again. */
abstract class ServerCrashCases {
    private static final int KILLS = 1 + Integer.getInteger("rounds", 3);
    private static final int WRITERS = 8;
    private static final int READERS = 2;

    private record Place(StreamId stream, long version, UUID id) {}

    private final Map<Long, Place> told = new ConcurrentHashMap<>();
    private final Map<UUID, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLongArray versions = new AtomicLongArray(WRITERS + 1);
    private int acknowledgements;
    MortalServer server;

    /** A fresh one. */
    abstract MortalServer fresh() throws Exception;

    @BeforeEach
    void start() throws Exception {
        server = fresh();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void however_the_server_dies_no_acknowledged_event_is_missing_and_nothing_that_was_seen_is_gone() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        Sql.run(server.source(), "create table legacy (text text)");
        try (HikariDataSource pool =
                        Sql.pooled(server.source(), WRITERS + READERS, config -> config.setConnectionTimeout(1_000));
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
        Participant service = writer % 2 == 0 ? Participant.NONE : ServerCrashCases::row;
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

    static List<SnapshotVersion> row(List<EventEnvelope> events, Transaction transaction) {
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
        assertThat(Sql.number(server.source(), "select count(distinct text) from legacy"))
                .isEqualTo(served);
        assertThat(Sql.number(server.source(), "select count(*) from legacy")).isEqualTo(served);
    }
}
