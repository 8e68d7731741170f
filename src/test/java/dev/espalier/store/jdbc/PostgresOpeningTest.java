package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the first trip of a command finds is relied on, as far as it goes, and tested again where it is written. */
class PostgresOpeningTest {
    private static final int LONG = 2 * Page.EVENTS + 1;

    private final HikariDataSource pool = PostgresServer.of(17).pooled(3);
    private final String prefix = PostgresServer.freshPrefix();
    private final AtomicInteger trips = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final JdbcEventStore store =
            JdbcEventStore.builder(counted()).prefix(prefix).build();

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    private DataSource counted() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> counted(Connection.class, pool.getConnection()));
    }

    private <T> T counted(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute")) trips.incrementAndGet();
                    try {
                        Object result = method.invoke(target, arguments);
                        return result instanceof PreparedStatement made
                                ? counted(PreparedStatement.class, made)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private List<EventData> filled(int events) {
        var filled = new ArrayList<EventData>();
        for (int i = 0; i < events; i++) filled.add(Noted.in(Noted.A, "" + i));
        store.append(Append.of(Noted.A, ExpectedVersion.noStream(), filled, Participant.NONE));
        return filled;
    }

    private Participant service() {
        return (events, transaction) -> {
            served.incrementAndGet();
            return List.of();
        };
    }

    /** The trips of a command that reads all of a stream and appends one event. */
    private int trips(int events) {
        filled(events);
        trips.set(0);
        try (UnitOfWork work = store.begin()) {
            assertThat(work.read(Noted.A, ReadRange.all(), Noted.Type::new).head())
                    .isEqualTo(events);
            assertThat(Noted.of(work, Noted.A)).hasSize(events);
            work.append(Append.of(Noted.A, ExpectedVersion.exactly(events), Noted.in(Noted.A, "last"), service()));
            work.commit();
        }
        assertThat(served).hasValue(1);
        return trips.get();
    }

    @Test
    void a_command_on_a_short_stream_makes_as_many_trips_as_it_reads_pages_and_one_to_write() {
        assertThat(trips(10)).isEqualTo(2 + 1); // it is read twice
    }

    @Test
    void so_does_one_on_a_long_stream() {
        assertThat(trips(LONG)).isEqualTo(2 + 2 + 1);
    }

    @Test
    void an_append_that_is_repeated_calls_no_service_wherever_its_event_stands() {
        List<EventData> stored = filled(LONG);
        for (int index : List.of(0, Page.EVENTS + 1, LONG - 1)) {
            try (UnitOfWork work = store.begin()) {
                Noted.of(work, Noted.A);
                Receipt receipt =
                        work.append(Append.of(Noted.A, ExpectedVersion.exactly(index), stored.get(index), service()));
                assertThat(receipt.replayed()).isTrue();
                assertThat(receipt.version()).isEqualTo(index + 1);
                work.commit();
            }
        }
        assertThat(served).hasValue(0);
    }

    @Test
    void an_append_whose_event_was_not_read_calls_no_service_when_it_is_repeated() {
        List<EventData> stored = filled(LONG);
        try (UnitOfWork work = store.begin()) {
            assertThat(work.read(Noted.A, ReadRange.all(), Noted.Type::new)
                            .iterator()
                            .next()
                            .version())
                    .isEqualTo(1);
            assertThat(work.append(Append.of(Noted.A, ExpectedVersion.any(), stored.get(LONG - 1), service()))
                            .replayed())
                    .isTrue();
        }
        assertThat(served).hasValue(0);
    }

    @Test
    void what_somebody_writes_past_the_lock_of_the_stream_is_a_conflict_when_it_is_written() throws SQLException {
        filled(2);
        try (UnitOfWork work = store.begin()) {
            Noted.of(work, Noted.A);
            PostgresServer.run(
                    pool,
                    "insert into " + prefix + "events select position + 1, category, stream, version + 1, type,"
                            + " schema_version, gen_random_uuid(), tags, payload, metadata, origin, occurred_at, recorded_at"
                            + " from " + prefix + "events where version = 2");
            work.append(Append.of(Noted.A, ExpectedVersion.exactly(2), Noted.in(Noted.A, "x"), service()));
            assertThatThrownBy(work::commit).isInstanceOf(ConflictException.class);
        }
        assertThat(Noted.of(store, Noted.A)).hasSize(3);
    }

    @Test
    void large_payloads_are_not_all_in_memory_at_once() {
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 6; i++)
            store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, large), Participant.NONE));
        var tight = PostgresServer.of(17).plain();
        tight.setMaxResultBuffer("3M"); // the driver refuses results that take more
        try (var small = JdbcEventStore.builder(tight).prefix(prefix).build();
                UnitOfWork work = small.begin()) {
            assertThat(Noted.texts(small, Noted.A)).hasSize(6).allMatch(large::equals);
            assertThat(Noted.texts(work, Noted.A)).hasSize(6).allMatch(large::equals);
            assertThat(Noted.all(small)).hasSize(6);
        }
    }

    @Test
    void a_bounded_read_beyond_what_was_told_sees_what_others_have_stored() {
        filled(1);
        try (var other = JdbcEventStore.builder(pool).prefix(prefix).build()) {
            other.append(Append.of(Noted.B, ExpectedVersion.any(), Noted.in(Noted.B, "new"), Participant.NONE));
        }
        var read = store.read(Noted.ALL, ReadRange.all().until(2).first(10), Noted.Type::new);
        assertThat(read.head()).isEqualTo(2);
        assertThat(read).hasSize(2);
    }
}
