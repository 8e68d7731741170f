package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.UnitOfWork;
import dev.espalier.tck.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Units of work with services, plain appends and refusals on few streams, in many threads. */
@Order(15)
class PostgresRoundRaceTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int WORKERS = 8;
    private static final int COMMANDS = 15;

    private final PGSimpleDataSource others = PostgresServer.of(17).plain();
    private final PGSimpleDataSource source = PostgresServer.of(17).plain();
    private final String prefix = PostgresServer.freshPrefix();
    private final long seed = new Random().nextLong();
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger undone = new AtomicInteger();
    private HikariDataSource pool;
    private JdbcEventStore store;

    @BeforeEach
    void open() throws SQLException {
        source.setApplicationName(prefix);
        pool = PostgresServer.pooled(source, WORKERS);
        store = JdbcEventStore.builder(pool)
                .prefix(prefix)
                .lockWait(Duration.ofSeconds(30))
                .build();
        PostgresServer.run(others, "create table " + prefix + "legacy (stream text, version bigint)");
        PostgresServer.run(others, "create table " + prefix + "total (name text primary key, events bigint)");
        PostgresServer.run(others, "insert into " + prefix + "total values ('a', 0), ('b', 0)");
    }

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Writes a row for each event, and now and then one of two that all share; or fails. */
    private Participant rows(Random random) {
        int chance = random.nextInt(100);
        return (events, transaction) -> {
            served.incrementAndGet();
            transaction.afterCommit(committed::incrementAndGet);
            transaction.onRollback(undone::incrementAndGet);
            write(events.get(0), transaction, chance);
            if (chance < 10) throw new Refusal();
            return List.of(new SnapshotVersion(
                    "rows", events.get(0).stream(), events.get(0).version()));
        };
    }

    private void write(EventEnvelope event, Transaction transaction, int chance) {
        try {
            Connection connection = transaction.as(Connection.class);
            String key = event.stream().key();
            Sql.run(
                    connection,
                    "insert into " + prefix + "legacy values ('" + key + "', " + event.version() + ")",
                    "update " + prefix + "total set events = events + 1 where name = '" + (chance % 2 == 0 ? "a" : "b")
                            + "'");
        } catch (SQLException e) {
            throw new StoreUnavailableException("the connection was ended", e);
        }
    }

    private Receipt command(StreamId stream, Random random) {
        try (UnitOfWork work = store.begin()) {
            long version = Noted.of(work, stream).size();
            boolean refused = random.nextInt(10) == 0;
            Receipt receipt = work.append(Append.of(
                    stream,
                    ExpectedVersion.exactly(refused ? version + 1 : version),
                    Noted.in(stream, "x"),
                    rows(random)));
            work.commit();
            assertThat(receipt.version()).isEqualTo(version + 1);
            return receipt;
        }
    }

    private List<Receipt> work(int worker, int streams, Class<?>... expected) {
        var random = new Random(seed + worker);
        var receipts = new ArrayList<Receipt>();
        for (int i = 0; i < COMMANDS; i++) {
            var stream = new StreamId("race", "" + random.nextInt(streams));
            try {
                receipts.add(
                        random.nextInt(8) == 0
                                ? store.append(Append.of(
                                        new StreamId("plain", "" + worker),
                                        ExpectedVersion.any(),
                                        Noted.in(new StreamId("plain", "" + worker), "x"),
                                        Participant.NONE))
                                : command(stream, random));
            } catch (RuntimeException failure) {
                assertThat(failure).isInstanceOfAny(expected);
            }
        }
        return receipts;
    }

    private void assertConsistent(List<Receipt> receipts) throws SQLException {
        try (var log = JdbcEventStore.builder(others).prefix(prefix).build()) {
            assertStored(receipts, log);
        }
        assertServed();
    }

    private void assertStored(List<Receipt> receipts, JdbcEventStore log) {
        var positions = new HashSet<Long>();
        for (Receipt each : receipts) {
            EventEnvelope event = each.events().get(0);
            assertThat(positions.add(each.position())).as("seed %d", seed).isTrue();
            assertThat(log.find(event.id(), Noted.Type::new).orElseThrow())
                    .extracting(EventEnvelope::position, EventEnvelope::version)
                    .containsExactly(each.position(), each.version());
        }
        assertThat(log.head()).as("seed %d", seed).isEqualTo(receipts.size());
    }

    private void assertServed() throws SQLException {
        long events =
                PostgresServer.number(others, "select count(*) from " + prefix + "events where category = 'race'");
        assertThat(PostgresServer.number(
                        others,
                        "select count(*) from (select stream, version from " + prefix
                                + "events where category = 'race' intersect select stream, version from " + prefix
                                + "legacy) both_of_them"))
                .isEqualTo(events);
        assertThat(PostgresServer.number(others, "select count(*) from " + prefix + "legacy"))
                .isEqualTo(events);
        assertThat(PostgresServer.number(others, "select sum(events) from " + prefix + "total"))
                .isEqualTo(events);
        assertThat(PostgresServer.number(
                        others, "select sum(version) from " + prefix + "snapshot_versions where service = 'rows'"))
                .isEqualTo(events);
        assertThat(committed).hasValue((int) events);
        assertThat(undone.get() + committed.get()).isEqualTo(served.get());
    }

    private List<Receipt> race(int streams, Class<?>... expected) throws Exception {
        var receipts = new ArrayList<Receipt>();
        for (int round = 0; round < ROUNDS; round++) {
            int offset = round * WORKERS;
            var outcomes = Race.run(WORKERS, worker -> work(offset + worker, streams, expected));
            assertThat(outcomes.lost()).isEmpty();
            outcomes.won().forEach(receipts::addAll);
        }
        return receipts;
    }

    @Test
    void every_event_has_its_row_whoever_was_refused_or_failed_beside_it() throws Exception {
        assertConsistent(race(5, Refusal.class, ConflictException.class));
    }

    @Test
    void a_server_that_ends_connections_at_any_time_leaves_no_row_without_its_event() throws Exception {
        var over = new AtomicInteger();
        var killer = new Thread(() -> {
            for (int next = 10; over.get() == 0; Thread.yield()) {
                if (served.get() < next) continue;
                next = served.get() + 10;
                try {
                    PostgresServer.number(
                            others,
                            "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity where"
                                    + " application_name = '" + prefix + "' order by random() limit 1) one");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        killer.start();
        try {
            List<Receipt> receipts = race(20, Refusal.class, ConflictException.class, StoreUnavailableException.class);
            over.set(1);
            killer.join();
            assertConsistent(receipts);
        } finally {
            over.set(1);
            killer.join();
        }
    }
}
