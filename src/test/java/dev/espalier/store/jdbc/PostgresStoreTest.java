package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StreamChange;
import dev.espalier.store.UnitOfWork;
import dev.espalier.tck.Race;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Transactions of ours on PostgreSQL. */
class PostgresStoreTest extends ServerStoreCases {
    @Override
    DataSource plain() {
        return PostgresServer.of(17).plain();
    }

    @Override
    Map<String, String> settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name, setting from pg_settings")) {
            var settings = new TreeMap<String, String>();
            while (rows.next()) settings.put(rows.getString(1), rows.getString(2));
            return settings;
        }
    }

    @Override
    void assertNothingHeld(Connection connection) throws SQLException {
        assertThat(Sql.number(
                        connection,
                        "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"))
                .isZero();
    }

    @Test
    void many_streams_take_the_sequencer_instead_of_their_locks() throws Exception {
        int streams = PostgresLocks.MOST_STREAMS + 500;
        var outcomes = Race.run(4, racer -> {
            if (racer > 1) {
                for (int i = 0; i < 20; i++)
                    store.append(Append.of(
                            List.of(),
                            List.of(Noted.in(stream(i), "1"), Noted.in(stream(i + 1), "2")),
                            Participant.NONE));
                return 0L;
            }
            var events = new ArrayList<EventData>();
            for (int i = 0; i < streams; i++) events.add(Noted.in(stream(racer == 0 ? i : streams - 1 - i), "many"));
            return store.append(Append.of(
                            List.of(),
                            events,
                            racer == 0
                                    ? Participant.NONE
                                    : (e, t) -> {
                                        assertThat(advisoryLocks()).isLessThan(100);
                                        return List.of();
                                    }))
                    .position();
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(Noted.of(store, stream(streams - 1))).hasSize(2);
        assertThat(store.head()).isEqualTo(2L * streams + 80);
    }

    private long advisoryLocks() {
        try {
            return PostgresServer.number(pool, "select count(*) from pg_locks where locktype = 'advisory'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_was_read_tells_a_repetition_and_a_closed_stream_before_services_are_called() {
        Participant never = (events, transaction) -> {
            throw new AssertionError("called");
        };
        EventData first = event("1");
        store.append(append(ExpectedVersion.noStream(), Participant.NONE, first));
        try (UnitOfWork work = store.begin()) {
            assertThat(Noted.texts(work, Noted.A)).containsExactly("1");
            assertThat(work.append(append(ExpectedVersion.any(), never, first)).replayed())
                    .isTrue();
        }
        store.administer(Noted.A, StreamChange.CLOSE);
        try (UnitOfWork work = store.begin()) {
            assertThat(Noted.texts(work, Noted.A)).containsExactly("1");
            assertThatThrownBy(() -> work.append(append(ExpectedVersion.exactly(1), never, event("2"))))
                    .isInstanceOf(StreamClosedException.class);
        }
    }

    @Test
    void what_comes_past_the_lock_of_a_stream_that_was_read_is_found_when_it_is_written() throws SQLException {
        var many = new ArrayList<EventData>();
        for (int i = 0; i <= PostgresLocks.MOST_STREAMS; i++) many.add(Noted.in(stream(i), "many"));
        StreamId read = stream(0);
        try (UnitOfWork work = store.begin()) {
            assertThat(Noted.of(work, read)).isEmpty();
            CompletableFuture.runAsync(() -> store.append(Append.of(List.of(), many, Participant.NONE)))
                    .join();
            work.append(append(ExpectedVersion.noStream(), this::rows, Noted.in(read, "late")));
            assertThatThrownBy(work::commit).isInstanceOf(ConflictException.class);
        }
        assertThat(Noted.texts(store, read)).containsExactly("many");
        assertThat(rows()).isZero();
    }

    @Test
    void streams_whose_locks_are_the_same_stay_two_streams() throws Exception {
        var one = new StreamId("note", "Aa");
        var two = new StreamId("note", "BB");
        assertThat(PostgresLocks.key(one)).isEqualTo(PostgresLocks.key(two));
        store.append(Append.of(List.of(), List.of(Noted.in(one, "1"), Noted.in(two, "2")), this::rows));
        assertThat(Noted.texts(store, one)).containsExactly("1");
        assertThat(Noted.texts(store, two)).containsExactly("2");
    }

    @Test
    void an_append_reads_no_table_from_end_to_end_though_the_table_was_empty_when_it_was_planned() throws SQLException {
        for (int i = 0; i < 300; i++) {
            StreamId stream = stream(i % 50);
            store.append(Append.of(
                    List.of(new Marker.QueryCheck(Noted.ALL, i)), List.of(Noted.in(stream, "x")), Participant.NONE));
            if (i % 50 == 0) PostgresServer.run(pool, "analyze " + prefix + "events", "analyze " + prefix + "tags");
            try (UnitOfWork work = store.begin()) {
                long version = Noted.of(work, stream).size();
                assertThat(version).isEqualTo(i / 50 + 1);
            }
        }
        Noted.all(store);
        PostgresServer.run(pool, "select pg_stat_force_next_flush()");
        assertThat(PostgresServer.number(
                        pool,
                        "select sum(seq_tup_read) from pg_stat_user_tables where relname in ('" + prefix + "events', '"
                                + prefix + "tags')"))
                .isLessThan(3_000); // by analyze of ours alone: an append or a read that scans would read 300 rows each
        // time
    }
}
