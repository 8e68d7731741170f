package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Units of work with services that share a transaction: each is served, answered and refused as if it were alone. */
class PostgresRoundTest {
    /** A twentieth of it is waited for the turn of another. */
    private static final Duration PATIENT = Duration.ofMinutes(20);

    private final HikariDataSource pool = PostgresServer.of(17).pooled(20);
    private final String prefix = PostgresServer.freshPrefix();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> served = Collections.synchronizedList(new ArrayList<>());
    private final Staying staying = new Staying();
    private volatile LastTrip trip = PostgresRoundTest::asEver;
    /** Of the next connections, the one with this number is not to be had. */
    private final AtomicInteger refused = new AtomicInteger();

    private JdbcEventStore store;

    @BeforeEach
    void open() throws SQLException {
        store = open(PATIENT);
        PostgresServer.run(pool, "create table " + prefix + "legacy (text text)");
    }

    private JdbcEventStore open(Duration lockWait) {
        return JdbcEventStore.builder(watched())
                .prefix(prefix)
                .lockWait(lockWait)
                .build();
    }

    @AfterEach
    void close() {
        staying.goOn();
        store.close();
        pool.close();
    }

    private DataSource watched() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) return "watched";
                    if (refused.getAndUpdate(left -> Math.max(0, left - 1)) == 1)
                        throw new SQLException("gone", "08001");
                    return LastTrip.watch(pool.getConnection(), (connection, last) -> trip.run(connection, last));
                });
    }

    private static boolean asEver(Connection connection, PreparedStatement last) throws SQLException {
        return last.execute();
    }

    private interface Service {
        void on(Connection connection) throws SQLException;
    }

    private Participant row(String text, Service more) {
        return (events, transaction) -> {
            served.add(Thread.currentThread());
            transaction.afterCommit(() -> log.add("stored " + text));
            transaction.onRollback(() -> log.add("undone " + text));
            try {
                Connection connection = transaction.as(Connection.class);
                Sql.run(connection, "insert into " + prefix + "legacy values ('" + text + "')");
                more.on(connection);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of(new SnapshotVersion(
                    "rows", events.get(0).stream(), events.get(0).version()));
        };
    }

    private static StreamId stream(int number) {
        return new StreamId("note", "s" + number);
    }

    private Append append(int number, Service more) {
        return Append.of(
                stream(number),
                ExpectedVersion.noStream(),
                Noted.in(stream(number), "" + number),
                row("" + number, more));
    }

    /** The first one stays in its service until the others queue behind it. */
    private List<Caller> together(Service first, Service... others) throws InterruptedException {
        var callers = new ArrayList<Caller>();
        callers.add(new Caller(store, append(0, connection -> {
            first.on(connection);
            staying.stay();
        })));
        staying.awaitInside();
        for (int i = 0; i < others.length; i++) callers.add(Caller.queue(store, append(i + 1, others[i])));
        staying.goOn();
        return callers;
    }

    private static void nothing(Connection connection) {}

    private static void fail(Connection connection) {
        throw new IllegalStateException("no");
    }

    private long transactions() throws SQLException {
        return PostgresServer.number(pool, "select count(distinct xmin::text) from " + prefix + "events");
    }

    /** These are stored, each once, with its row, and nothing else is. */
    private void assertStored(List<Caller> callers, int... numbers) throws Exception {
        for (int number : numbers) {
            assertThat(callers.get(number).receipt().version()).isEqualTo(1);
            assertThat(Noted.of(store, stream(number)))
                    .extracting(EventEnvelope::position)
                    .containsExactly(callers.get(number).receipt().position());
            assertThat(store.snapshotVersion("rows", stream(number))).isEqualTo(1);
            assertThat(PostgresServer.number(
                            pool, "select count(*) from " + prefix + "legacy where text = '" + number + "'"))
                    .isEqualTo(1);
            assertThat(log).containsOnlyOnce("stored " + number);
        }
        assertThat(store.head()).isEqualTo(numbers.length);
        assertThat(PostgresServer.number(pool, "select count(*) from " + prefix + "legacy"))
                .isEqualTo(numbers.length);
        assertThat(log.stream().filter(each -> each.startsWith("stored"))).hasSize(numbers.length);
    }

    @Test
    void those_who_wait_share_a_transaction_and_each_is_served_in_its_own_thread() throws Exception {
        var callers = together(PostgresRoundTest::nothing, PostgresRoundTest::nothing, PostgresRoundTest::nothing);
        assertStored(callers, 0, 1, 2);
        assertThat(transactions()).isEqualTo(1);
        assertThat(served).isEqualTo(callers.stream().map(Caller::thread).toList());
        assertThat(log).containsExactlyInAnyOrder("stored 0", "stored 1", "stored 2");
    }

    @Test
    void one_whose_service_fails_leaves_the_others_who_go_alone() throws Exception {
        var callers = together(PostgresRoundTest::nothing, PostgresRoundTest::nothing, PostgresRoundTest::fail);
        assertThat(callers.get(2).failure()).hasMessage("no");
        assertStored(callers, 0, 1);
        assertThat(transactions()).isEqualTo(2);
        assertThat(log).containsExactlyInAnyOrder("stored 0", "undone 1", "stored 1", "undone 2", "undone 2");
    }

    @Test
    void what_is_refused_when_it_is_written_is_told_to_that_one_alone() throws Exception {
        PostgresServer.run(pool, "alter table " + prefix + "events add constraint planted check (stream <> 's1')");
        var callers = together(PostgresRoundTest::nothing, PostgresRoundTest::nothing, PostgresRoundTest::nothing);
        assertThat(callers.get(1).failure()).isInstanceOf(UnsuitableTransactionException.class);
        assertThat(callers.get(0).receipt().version()).isEqualTo(1);
        assertThat(callers.get(2).receipt().version()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(2);
        assertThat(PostgresServer.number(pool, "select count(*) from " + prefix + "legacy"))
                .isEqualTo(2);
    }

    @Test
    void an_error_that_a_service_hides_spoils_no_other() throws Exception {
        var callers = together(
                PostgresRoundTest::nothing,
                connection -> {
                    try {
                        Sql.run(connection, "select 1 / 0");
                    } catch (SQLException hidden) {
                        log.add("hidden");
                    }
                },
                PostgresRoundTest::nothing);
        assertThat(callers.get(1).outcome()).isInstanceOf(RuntimeException.class);
        assertStored(callers, 0, 2);
    }

    @Test
    void an_error_that_the_first_one_hides_is_its_own_too() throws Exception {
        var callers = together(
                connection -> {
                    try {
                        Sql.run(connection, "select 1 / 0");
                    } catch (SQLException hidden) {
                        log.add("hidden");
                    }
                },
                PostgresRoundTest::nothing);
        assertThat(callers.get(0).outcome()).isInstanceOf(RuntimeException.class);
        callers.set(0, callers.get(1));
        assertThat(callers.get(1).receipt().version()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(1);
    }

    @Test
    void a_service_that_ends_the_transaction_has_stored_no_event_of_anybody() throws Exception {
        var callers = together(
                PostgresRoundTest::nothing, connection -> Sql.run(connection, "commit"), PostgresRoundTest::nothing);
        for (Caller each : callers) assertThat(each.failure()).isInstanceOf(UnsuitableTransactionException.class);
        assertThat(store.head()).isZero();
    }

    @Test
    void nobody_goes_on_where_a_service_has_ended_the_transaction_and_another_fails() throws Exception {
        var callers = together(
                PostgresRoundTest::nothing, connection -> Sql.run(connection, "commit"), PostgresRoundTest::fail);
        for (Caller each : callers) assertThat(each.failure()).isInstanceOf(UnsuitableTransactionException.class);
        assertThat(store.head()).isZero();
    }

    private void endBackend(Connection connection) throws SQLException {
        long backend = PostgresServer.number(connection, "select pg_backend_pid()");
        PostgresServer.number(pool, "select count(pg_terminate_backend(" + backend + ", 10000))");
    }

    @Test
    void a_connection_that_is_lost_in_the_turn_of_another_costs_the_first_one_alone() throws Exception {
        var ended = new CountDownLatch(1);
        var callers = together(
                PostgresRoundTest::nothing,
                PostgresRoundTest::nothing,
                connection -> {
                    if (ended.getCount() > 0) {
                        ended.countDown();
                        endBackend(connection);
                    }
                },
                PostgresRoundTest::nothing);
        assertThat(callers.get(0).failure()).isInstanceOf(StoreUnavailableException.class);
        for (int i = 1; i < 4; i++)
            assertThat(callers.get(i).receipt().version()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(3);
        assertThat(PostgresServer.number(pool, "select count(*) from " + prefix + "legacy"))
                .isEqualTo(3);
    }

    @Test
    void an_answer_that_was_lost_is_told_to_each_as_what_it_was() throws Exception {
        trip = once((connection, last) -> last.execute());
        assertStored(
                together(PostgresRoundTest::nothing, PostgresRoundTest::nothing, PostgresRoundTest::nothing), 0, 1, 2);
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void what_turned_out_to_be_stored_is_told_although_it_cannot_be_read_at_once() throws Exception {
        trip = once((connection, last) -> {
            refused.set(2);
            return last.execute();
        });
        assertStored(List.of(new Caller(store, append(0, PostgresRoundTest::nothing))), 0);
        assertThat(refused).hasValue(0);
    }

    @Test
    void a_commit_that_never_arrived_costs_the_first_one_alone() throws Exception {
        trip = once((connection, last) -> false);
        var callers = together(PostgresRoundTest::nothing, PostgresRoundTest::nothing, PostgresRoundTest::nothing);
        assertThat(callers.get(0).failure()).isInstanceOf(StoreUnavailableException.class);
        for (int i = 1; i < 3; i++)
            assertThat(callers.get(i).receipt().version()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(2);
        assertThat(PostgresServer.number(pool, "select count(*) from " + prefix + "legacy"))
                .isEqualTo(2);
    }

    /** Loses the answer of the first trip that commits. */
    private LastTrip once(LastTrip first) {
        return (connection, last) -> {
            trip = PostgresRoundTest::asEver;
            first.run(connection, last);
            throw new SQLException("lost", "08006");
        };
    }

    @Test
    void what_cannot_be_asked_is_unknown_to_each_with_its_own_ids() throws Exception {
        trip = (connection, last) -> {
            last.execute();
            throw new SQLException("no longer waited for", "01000");
        };
        var callers = together(PostgresRoundTest::nothing, PostgresRoundTest::nothing);
        for (int i = 0; i < 2; i++)
            assertThat(((OutcomeUnknownException) callers.get(i).failure()).ids())
                    .containsExactly(Noted.of(store, stream(i)).get(0).id());
    }

    @Test
    void a_slow_service_holds_up_nobody_who_comes_after_it() throws Exception {
        try (var hasty = open(Duration.ofSeconds(5))) {
            var slow = new Caller(hasty, append(0, connection -> staying.stay()));
            staying.awaitInside();
            for (int i = 1; i < 5; i++)
                assertThat(new Caller(hasty, append(i, PostgresRoundTest::nothing))
                                .receipt()
                                .version())
                        .isEqualTo(1);
            assertThat(slow.isDone()).isFalse();
            staying.goOn();
            assertThat(slow.receipt().position()).isEqualTo(5);
        }
    }

    @Test
    void a_row_that_somebody_else_holds_is_waited_for_alone() throws Exception {
        PostgresServer.run(pool, "insert into " + prefix + "legacy values ('shared')");
        try (var hasty = open(Duration.ofSeconds(20));
                Connection other = pool.getConnection()) {
            store.close();
            store = hasty;
            other.setAutoCommit(false);
            Sql.run(other, "update " + prefix + "legacy set text = 'held' where text = 'shared'");
            var callers = together(
                    PostgresRoundTest::nothing,
                    connection -> Sql.run(
                            connection,
                            "update " + prefix + "legacy set text = text where text in ('shared', 'held')"));
            assertThat(callers.get(0).receipt().version()).isEqualTo(1);
            assertThat(callers.get(1).isDone()).isFalse();
            other.commit();
            other.setAutoCommit(true);
            assertThat(callers.get(1).receipt().version()).isEqualTo(1);
        }
        store = open(PATIENT);
    }

    @Test
    void a_pool_of_one_connection_for_each_caller_is_enough() throws Exception {
        try (HikariDataSource small = PostgresServer.of(17).pooled(3);
                var few = JdbcEventStore.builder(small).prefix(prefix).build()) {
            var callers = new ArrayList<Caller>();
            for (int i = 0; i < 12; i++) callers.add(new Caller(few, append(i, PostgresRoundTest::nothing)));
            for (Caller each : callers) assertThat(each.receipt().version()).isEqualTo(1);
        }
        assertThat(store.head()).isEqualTo(12);
    }
}
