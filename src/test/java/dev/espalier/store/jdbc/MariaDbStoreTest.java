package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.UnitOfWork;
import dev.espalier.tck.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Transactions of ours on MariaDB. */
@NeedsMariaDb
class MariaDbStoreTest extends ServerStoreCases {
    private final MariaDbServer server = MariaDbServer.shared();

    @Override
    DataSource plain() {
        return server.plain();
    }

    @Override
    Map<String, String> settings(Connection connection) throws SQLException {
        return MariaDbServer.settings(connection);
    }

    @Override
    void assertNothingHeld(Connection connection) throws SQLException {
        assertThat(Sql.number(connection, "select @@in_transaction")).isZero();
        try (Connection root = server.root()) {
            assertThat(Sql.number(
                            root,
                            "select count(*) from information_schema.innodb_trx where trx_mysql_thread_id = "
                                    + Sql.number(connection, "select connection_id()")))
                    .isZero();
        }
    }

    @Test
    void keys_that_another_collation_takes_for_one_are_many() throws SQLException {
        List<String> keys = List.of("a", "A", "a ", "á", "a\t", "ａ", "ß", "ss", "\uD83D\uDE00", "\uD83D\uDE01");
        var tags = new ArrayList<StoredQuery.Item>();
        for (String key : keys) {
            var stream = new StreamId("note", key);
            Tag tag = Tag.of("key", key);
            store.append(append(ExpectedVersion.noStream(), Participant.NONE, Noted.in(stream, key, tag)));
            tags.add(new StoredQuery.Item(Set.of(), Set.of(tag), Set.of(), Set.of()));
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(Noted.texts(store, new StreamId("note", keys.get(i)))).containsExactly(keys.get(i));
            try (var tagged = store.read(new StoredQuery(List.of(tags.get(i))), ReadRange.all(), Noted.Type::new)) {
                assertThat(tagged).extracting(EventEnvelope::position).containsExactly(i + 1L);
            }
        }
    }

    @Test
    void whatever_the_session_is_set_to_nothing_is_cut_or_reinterpreted() throws SQLException {
        String odd = "it's \\ \"quoted\" `and` 100% \n\0 \uD83D\uDE00";
        for (String mode : List.of("", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT", "TRADITIONAL", "ORACLE")) {
            var session = server.plain(
                    "sessionVariables=sql_mode='" + mode + "',innodb_snapshot_isolation=ON,time_zone='+09:00'",
                    "useServerPrepStmts=" + mode.isEmpty());
            try (HikariDataSource few = Sql.pooled(session, 2, config -> {});
                    var set = open(few)) {
                var stream = new StreamId("note", "mode " + mode);
                set.append(append(ExpectedVersion.any(), Participant.NONE, Noted.in(stream, odd)));
                set.append(append(ExpectedVersion.exactly(1), this::rows, Noted.in(stream, "second")));
                assertThat(Noted.texts(set, stream)).containsExactly(odd, "second");
                assertThat(Noted.of(set, stream).get(1).recordedAt())
                        .isBetween(
                                Instant.now().minus(5, ChronoUnit.MINUTES),
                                Instant.now().plus(5, ChronoUnit.MINUTES));
            }
        }
    }

    @Test
    void it_is_recorded_when_by_the_servers_clock_and_never_earlier_than_the_one_before() throws SQLException {
        long before = Sql.number(pool, "select cast(unix_timestamp(now(6)) * 1000000 as signed)");
        store.append(append(ExpectedVersion.any(), Participant.NONE, event("1")));
        long after = Sql.number(pool, "select cast(unix_timestamp(now(6)) * 1000000 as signed)");
        Instant recorded = Noted.of(store, Noted.A).get(0).recordedAt();
        assertThat(ChronoUnit.MICROS.between(Instant.EPOCH, recorded)).isBetween(before, after);
        long ahead = after + 3_600_000_000L;
        Sql.run(pool, "update " + prefix + "sequencer set recorded_at = " + ahead);
        store.append(append(ExpectedVersion.any(), Participant.NONE, event("2")));
        assertThat(Noted.of(store, Noted.A).get(1).recordedAt())
                .isEqualTo(Instant.EPOCH.plus(ahead, ChronoUnit.MICROS));
    }

    @Test
    void what_a_packet_does_not_hold_is_invalid_input_before_any_io() throws SQLException {
        int most = store.limits().payloadBytes();
        assertThat(most).isBetween(7 << 20, 8 << 20);
        assertThatThrownBy(() ->
                        store.append(append(ExpectedVersion.any(), Participant.NONE, event("'".repeat(most + 1)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most " + most);
        store.append(append(
                ExpectedVersion.any(), Participant.NONE, event("'".repeat(most)), event("'".repeat(most)), event("1")));
        assertThat(Noted.of(store, Noted.A)).hasSize(3);
    }

    @Test
    void where_the_server_takes_less_than_it_said_nothing_is_stored_and_a_driver_that_knows_says_so()
            throws SQLException {
        try (var own = new MariaDbServer(); // the others share theirs
                var opened = open(own.plain());
                Connection root = own.root()) {
            Sql.run(root, "set global max_allowed_packet = 1048576");
            assertThatThrownBy(() -> open(own.plain()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("max_allowed_packet");
            assertThatThrownBy(() -> tooLarge(opened, own.plain("maxAllowedPacket=1048576")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("max_allowed_packet");
            assertThatThrownBy(() ->
                            tooLarge(opened, own.plain())) // the server may close the connection before it is heard
                    .isInstanceOfAny(InvalidInputException.class, StoreUnavailableException.class);
            assertThat(opened.head()).isZero();
        }
    }

    private static void tooLarge(JdbcEventStore opened, DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            JdbcTransaction joined = opened.in(connection);
            joined.append(append(ExpectedVersion.any(), Participant.NONE, event("x".repeat(3 << 20))));
            joined.complete();
        }
    }

    @Test
    void those_who_wait_to_be_the_first_in_a_stream_all_get_their_turn_when_the_first_one_gives_up() throws Exception {
        for (int round = 0; round < 10 * ROUNDS; round++) {
            StreamId stream = stream(round);
            int number = round;
            var outcomes = Race.run(6, racer -> {
                if (racer > 0) {
                    if (racer % 2 == 0) return stored(stream, number + "-" + racer);
                    try (UnitOfWork work = store.begin()) {
                        long version = Noted.of(work, stream).size();
                        work.append(append(
                                ExpectedVersion.exactly(version),
                                Participant.NONE,
                                Noted.in(stream, number + "-" + racer)));
                        work.commit();
                        return racer;
                    }
                }
                try (UnitOfWork work = store.begin()) {
                    return Noted.of(work, stream).size();
                }
            });
            assertThat(outcomes.lost()).allMatch(ConflictException.class::isInstance);
            assertThat(Noted.of(store, stream)).hasSize(outcomes.won().size() - 1);
        }
    }

    private int stored(StreamId stream, String text) {
        store.append(append(ExpectedVersion.any(), this::rows, Noted.in(stream, text)));
        return 1;
    }

    @Test
    void a_statement_that_commits_by_itself_is_found_out_in_a_service() throws SQLException {
        Participant creating = (events, transaction) -> {
            try {
                Sql.run(transaction.as(Connection.class), "create table " + prefix + "other (id int)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        assertThatThrownBy(() -> store.append(append(ExpectedVersion.any(), creating, event("no"))))
                .isInstanceOf(UnsuitableTransactionException.class)
                .hasMessageContaining("by SQL of its own");
        assertThat(store.head()).isZero();
    }

    @Test
    void a_service_that_swallows_a_deadlock_leaves_no_row() throws Exception {
        Sql.run(
                pool,
                "create table " + prefix + "a (id int primary key, n int)",
                "insert into " + prefix + "a values (1, 0), (2, 0)");
        var both = new CyclicBarrier(2);
        var outcomes = Race.run(2, racer -> {
            Participant swallowing = (events, transaction) -> {
                Connection connection = transaction.as(Connection.class);
                rows(events, transaction);
                try {
                    Sql.run(connection, "update " + prefix + "a set n = n + 1 where id = " + (1 + racer));
                    both.await();
                    Sql.run(connection, "update " + prefix + "a set n = n + 1 where id = " + (2 - racer));
                } catch (SQLException deadlock) {
                    rows(events, transaction);
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                return List.of();
            };
            return store.append(append(ExpectedVersion.any(), swallowing, Noted.in(stream(racer), "r" + racer)));
        });
        assertThat(outcomes.won()).hasSize(1);
        assertThat(outcomes.lost()).hasSize(1).first().isInstanceOf(UnsuitableTransactionException.class);
        assertThat(store.head()).isEqualTo(1);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void as_many_streams_as_one_append_holds_events_are_locked_in_few_statements() throws Exception {
        int streams = 3_000;
        var outcomes = Race.run(3, racer -> {
            var events = new ArrayList<EventData>();
            for (int i = 0; i < streams; i++)
                events.add(Noted.in(stream(racer % 2 == 0 ? i : streams - 1 - i), "many"));
            return store.append(Append.of(List.of(), events, Participant.NONE)).position();
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(store.head()).isEqualTo(3L * streams);
        assertThat(Noted.of(store, stream(streams / 2))).hasSize(3);
    }

    @Test
    void an_append_reads_no_table_from_end_to_end() throws SQLException {
        for (int i = 0; i < 300; i++) append(i);
        Sql.run(pool, "analyze table " + prefix + "events, " + prefix + "tags, " + prefix + "stream_heads");
        try (HikariDataSource single = Sql.pooled(plain(), 1, config -> {});
                var alone = open(single)) {
            alone.append(append(ExpectedVersion.any(), Participant.NONE, event("types are known from here on")));
            long before = read(single);
            for (int i = 300; i < 310; i++) append(alone, i);
            assertThat(read(single) - before).isLessThan(10 * 100);
        }
    }

    private static long read(DataSource source) throws SQLException {
        return Sql.number(
                source,
                "select sum(variable_value) from information_schema.session_status where variable_name in"
                        + " ('HANDLER_READ_RND_NEXT', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV')");
    }

    private void append(int i) {
        append(store, i);
    }

    private void append(JdbcEventStore to, int i) {
        Tag tag = Tag.of("number", String.valueOf(i));
        var item = new StoredQuery.Item(Set.of(), Set.of(tag), Set.of(), Set.of());
        var none = new Marker.QueryCheck(new StoredQuery(List.of(item, item(i + 1_000))), 0);
        to.append(Append.of(
                List.of(none, new Marker.QueryCheck(Noted.ALL, i + (i < 300 ? 0 : 1))),
                List.of(Noted.in(stream(i % 50), "x", tag)),
                Participant.NONE));
        try (UnitOfWork work = to.begin()) {
            assertThat(Noted.of(work, stream(i % 50))).hasSize(i / 50 + 1);
            assertThat(work.find(UUID.randomUUID(), Noted.Type::new)).isEmpty();
        }
    }

    private static StoredQuery.Item item(int number) {
        return new StoredQuery.Item(
                Set.of("Noted"), Set.of(Tag.of("number", String.valueOf(number))), Set.of(), Set.of());
    }
}
