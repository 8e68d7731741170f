package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.UnitOfWork;
import dev.espalier.tck.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions of ours on databases with a server: what a pool gets back, the order of locks, services, and what a refusal
 * undoes. */
abstract class ServerStoreCases {
    static final int ROUNDS = Integer.getInteger("rounds", 3);

    final String prefix = Sql.freshPrefix();
    HikariDataSource pool;
    JdbcEventStore store;

    /** Connections of the driver's own. */
    abstract DataSource plain();

    /** All that could be changed about a connection. */
    abstract Map<String, String> settings(Connection connection) throws SQLException;

    @BeforeEach
    void open() throws SQLException {
        pool = Sql.pooled(plain(), 10, config -> {});
        store = open(pool);
        Sql.run(pool, "create table " + prefix + "legacy (text text)");
    }

    JdbcEventStore open(DataSource source) {
        return JdbcEventStore.builder(source)
                .prefix(prefix)
                .lockWait(Duration.ofSeconds(10))
                .build();
    }

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    static Append append(ExpectedVersion expected, Participant participant, EventData... events) {
        return Append.of(events[0].stream(), expected, List.of(events), participant);
    }

    static EventData event(String text) {
        return Noted.in(Noted.A, text);
    }

    static StreamId stream(int number) {
        return new StreamId("note", "s" + number);
    }

    /** A service that writes a row for each event. */
    List<SnapshotVersion> rows(List<EventEnvelope> events, Transaction transaction) {
        try (Statement statement = transaction.as(Connection.class).createStatement()) {
            for (EventEnvelope each : events)
                statement.execute("insert into " + prefix + "legacy values ('" + ((Noted) each.event()).text() + "')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return List.of();
    }

    long rows() throws SQLException {
        return Sql.number(pool, "select count(*) from " + prefix + "legacy");
    }

    /** Nothing is left of a transaction. */
    abstract void assertNothingHeld(Connection connection) throws SQLException;

    @Test
    void a_pooled_connection_comes_back_as_it_was_whatever_happened() throws SQLException {
        try (HikariDataSource single = Sql.pooled(plain(), 1, config -> {});
                var alone = open(single)) {
            Map<String, String> before;
            try (Connection connection = single.getConnection()) {
                before = settings(connection);
            }
            EventData first = event("1");
            alone.append(append(ExpectedVersion.noStream(), Participant.NONE, first));
            assertThatThrownBy(() -> alone.append(append(ExpectedVersion.noStream(), Participant.NONE, event("no"))))
                    .isInstanceOf(ConflictException.class);
            assertThat(alone.append(append(ExpectedVersion.any(), Participant.NONE, first))
                            .replayed())
                    .isTrue();
            alone.append(append(ExpectedVersion.exactly(1), this::rows, event("2")));
            assertThatThrownBy(() -> alone.append(append(
                            ExpectedVersion.any(),
                            (events, transaction) -> {
                                throw new IllegalStateException("no");
                            },
                            event("no"))))
                    .hasMessage("no");
            try (UnitOfWork work = alone.begin()) {
                assertThat(Noted.of(work, Noted.A)).hasSize(2);
            }
            var taken = Noted.in(Noted.B, "x");
            Sql.run(plain(), "alter table " + prefix + "events add constraint c check (stream <> 'b')");
            assertThatThrownBy(() -> alone.append(append(ExpectedVersion.any(), Participant.NONE, taken)))
                    .isInstanceOf(UnsuitableTransactionException.class);
            assertThatThrownBy(() -> alone.append(append(ExpectedVersion.any(), this::rows, taken)))
                    .isInstanceOf(UnsuitableTransactionException.class);
            try (Connection connection = single.getConnection()) {
                assertThat(settings(connection)).isEqualTo(before);
                assertNothingHeld(connection);
                assertThat(connection.getAutoCommit()).isTrue();
            }
            assertThat(rows()).isEqualTo(1);
            assertThat(Noted.texts(alone, Noted.A)).containsExactly("1", "2");
        }
    }

    @Test
    void what_a_pool_has_set_does_not_matter() throws Exception {
        try (HikariDataSource odd =
                Sql.pooled(plain(), 2, config -> config.setTransactionIsolation("TRANSACTION_SERIALIZABLE"))) {
            try (var alone = open(odd)) {
                for (int round = 0; round < ROUNDS; round++) {
                    var outcomes = Race.run(
                            6,
                            racer -> alone.append(
                                    racer % 2 == 0
                                            ? append(ExpectedVersion.any(), Participant.NONE, event("x"))
                                            : append(ExpectedVersion.any(), this::rows, event("x"))));
                    assertThat(outcomes.lost()).isEmpty();
                }
                assertThat(rows()).isEqualTo(3L * ROUNDS);
            }
        }
    }

    @Test
    void services_see_final_versions_and_commands_that_race_meet_no_conflict() throws Exception {
        int racers = 8;
        var outcomes = Race.run(racers, racer -> {
            for (int i = 0; i < 10 * ROUNDS; i++)
                try (UnitOfWork work = store.begin()) {
                    long version = Noted.of(work, Noted.A).size();
                    Receipt receipt = work.append(append(
                            ExpectedVersion.exactly(version), this::rows, Noted.in(Noted.A, "v" + (version + 1))));
                    assertThat(receipt.version()).isEqualTo(version + 1);
                    work.commit();
                    assertThat(receipt.position()).isPositive();
                }
            return racer;
        });
        assertThat(outcomes.lost()).isEmpty();
        List<EventEnvelope> events = Noted.of(store, Noted.A);
        assertThat(events).hasSize(racers * 10 * ROUNDS);
        for (EventEnvelope each : events)
            assertThat(((Noted) each.event()).text()).isEqualTo("v" + each.version());
        assertThat(rows()).isEqualTo(events.size());
    }

    @Test
    void streams_that_are_read_in_any_order_end_in_no_deadlock_and_lose_no_update() throws Exception {
        int racers = 6;
        var outcomes = Race.run(racers, racer -> {
            int won = 0;
            for (int i = 0; i < 10 * ROUNDS; i++)
                try (UnitOfWork work = store.begin()) {
                    List<StreamId> order = new ArrayList<>(List.of(stream(1), stream(2), stream(3)));
                    Collections.shuffle(order, new Random(31L * racer + i));
                    var checks = new ArrayList<Marker.Check>();
                    for (StreamId each : order)
                        try (var past = work.read(each, ReadRange.all(), Noted.Type::new)) {
                            checks.addAll(Marker.from(past.marker()).checks());
                        }
                    var events = order.stream().map(each -> Noted.in(each, "x")).toList();
                    work.append(Append.of(checks, events, i % 2 == 0 ? Participant.NONE : this::rows));
                    work.commit();
                    won++;
                } catch (ConflictException overtaken) {
                    // between its reads: it would read again
                }
            return won;
        });
        assertThat(outcomes.lost()).isEmpty();
        long won = outcomes.won().stream().mapToInt(each -> each).sum();
        assertThat(won).isPositive();
        for (int i = 1; i <= 3; i++) assertThat(Noted.of(store, stream(i))).hasSize((int) won);
        assertThat(rows() % 3).isZero();
    }

    @Test
    void what_loses_its_race_after_its_services_ran_takes_their_rows_with_it() throws SQLException {
        var boundary = new Marker.QueryCheck(Noted.ALL, 0);
        Participant overtaken = (events, transaction) -> {
            rows(events, transaction);
            try {
                Race.run(
                        1,
                        racer -> store.append(
                                append(ExpectedVersion.any(), Participant.NONE, Noted.in(Noted.B, "first"))));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        var conflict = catchThrowableOfType(
                ConflictException.class,
                () -> store.append(Append.of(List.of(boundary), List.of(event("no")), overtaken)));
        assertThat(conflict.stream()).isEqualTo(Noted.B);
        assertThat(conflict.actual()).isEqualTo(1);
        assertThat(rows()).isZero();
        assertThat(store.head()).isEqualTo(1);
    }

    @Test
    void an_append_that_is_repeated_while_the_first_is_under_way_is_stored_once_with_its_rows() throws Exception {
        for (int round = 0; round < 5 * ROUNDS; round++) {
            var event = Noted.in(stream(round), "r" + round);
            var other = Noted.in(stream(round + 1_000), "o" + round);
            Append append = append(ExpectedVersion.noStream(), this::rows, event);
            var outcomes = Race.run(4, racer -> store.append(append).replayed());
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won()).containsExactlyInAnyOrder(false, true, true, true);
            assertThatThrownBy(() -> store.append(Append.of(List.of(), List.of(event, other), Participant.NONE)))
                    .isInstanceOf(DuplicateEventException.class);
        }
        assertThat(rows()).isEqualTo(5L * ROUNDS);
    }

    @Test
    void a_service_that_ends_the_transaction_by_sql_of_its_own_is_found_out() {
        Participant rogue = (events, transaction) -> {
            try (Statement statement = transaction.as(Connection.class).createStatement()) {
                statement.execute("commit");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        assertThatThrownBy(() -> store.append(append(ExpectedVersion.any(), rogue, event("no"))))
                .isInstanceOf(UnsuitableTransactionException.class)
                .hasMessageContaining("by SQL of its own");
        assertThat(store.head()).isZero();
    }

    @Test
    void a_second_transaction_of_the_same_thread_is_refused_rather_than_waited_for() {
        try (UnitOfWork work = store.begin()) {
            assertThat(Noted.of(work, Noted.A)).isEmpty();
            assertThatThrownBy(() -> store.append(append(ExpectedVersion.any(), Participant.NONE, event("no"))))
                    .isInstanceOf(UnsuitableTransactionException.class);
            assertThatThrownBy(store::begin).isInstanceOf(UnsuitableTransactionException.class);
        }
        store.append(append(ExpectedVersion.any(), Participant.NONE, event("1")));
    }

    @Test
    void a_lock_is_waited_for_so_long_and_no_longer() throws SQLException {
        try (var hasty = JdbcEventStore.builder(pool)
                        .prefix(prefix)
                        .lockWait(Duration.ofMillis(50))
                        .build();
                UnitOfWork work = store.begin()) {
            assertThat(Noted.of(work, Noted.A)).isEmpty();
            for (Participant participant : List.of(Participant.NONE, (Participant) this::rows))
                assertThatThrownBy(() -> hasty.append(append(ExpectedVersion.any(), participant, event("no"))))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("PT0.05S");
            assertThatThrownBy(() -> {
                        try (UnitOfWork second = hasty.begin()) {
                            Noted.of(second, Noted.A);
                        }
                    })
                    .isInstanceOfAny(StoreUnavailableException.class, UnsuitableTransactionException.class);
        }
        store.append(append(ExpectedVersion.any(), this::rows, event("1")));
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void the_source_must_have_autocommit_on() {
        try (HikariDataSource off = Sql.pooled(plain(), 1, config -> config.setAutoCommit(false))) {
            assertThatThrownBy(() -> open(off))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("autocommit");
        }
    }
}
