package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The connection is lost at each step of an append on PostgreSQL, before or after the database has done it. */
class PostgresLostAnswerTest extends ServerLostAnswerCases {
    @Override
    DataSource plain() {
        return PostgresServer.of(17).plain();
    }

    /** It loses the trip that ends with a commit. */
    @Override
    Connection unreliable(Connection connection) {
        return LastTrip.watch(connection, (same, trip) -> lose(trip::execute));
    }

    @Test
    void a_shared_commit_whose_answer_was_lost_is_told_to_each_caller_as_what_it_was() throws Exception {
        var callers = new ArrayList<Caller>();
        Caller refused;
        try (var crowd = new PostgresCrowd(source, prefix, store)) {
            loss = Loss.AFTER;
            for (int i = 0; i < 5; i++) callers.add(crowd.ask(append(new StreamId("note", "" + i))));
            refused = crowd.ask(
                    Append.of(Noted.B, ExpectedVersion.exactly(7), Noted.in(Noted.B, "no"), Participant.NONE));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(callers.get(i).receipt().replayed()).isFalse();
            assertThat(callers.get(i).receipt().position()).isEqualTo(2 + i);
        }
        assertThat(refused.failure()).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void a_shared_commit_that_never_arrived_has_stored_nothing_and_each_caller_can_repeat_it() throws Exception {
        var appends = new ArrayList<Append>();
        var callers = new ArrayList<Caller>();
        try (var crowd = new PostgresCrowd(source, prefix, store)) {
            loss = Loss.BEFORE;
            for (int i = 0; i < 5; i++) {
                appends.add(append(new StreamId("note", "" + i)));
                callers.add(crowd.ask(appends.get(i)));
            }
            crowd.disperse();
        }
        int lost = 0;
        for (int i = 0; i < 5; i++) {
            boolean failed = callers.get(i).outcome() instanceof StoreUnavailableException;
            if (failed) lost++;
            assertThat(store.append(appends.get(i)).replayed()).isEqualTo(!failed);
        }
        assertThat(lost).isPositive();
    }

    private static Append append(StreamId stream) {
        return Append.of(stream, ExpectedVersion.noStream(), Noted.in(stream, "x"), Participant.NONE);
    }

    @Test
    void a_connection_that_is_ended_while_it_waits_for_a_stream_has_stored_nothing() throws Exception {
        ended(PostgresLocks.key(Noted.A), Participant.NONE);
        ended(PostgresLocks.key(Noted.A), this::rows);
        assertThat(log).isEmpty();
    }

    @Test
    void a_connection_that_is_ended_while_it_waits_for_the_sequencer_has_stored_nothing() throws Exception {
        ended(0, Participant.NONE);
        ended(0, this::rows);
        assertThat(log).containsExactly("undone");
    }

    private void ended(int lock, Participant participant) throws Exception {
        EventData event = Noted.in(Noted.A, "x");
        try (Connection holder = source.getConnection()) {
            String key = "'" + prefix + "events'::regclass::oid::int, " + lock;
            holder.setAutoCommit(false);
            holder.createStatement().execute("select pg_advisory_xact_lock(" + key + ")");
            var appending = CompletableFuture.supplyAsync(() ->
                    catchThrowable(() -> store.append(Append.of(Noted.A, ExpectedVersion.any(), event, participant))));
            String waiting = " from pg_locks where locktype = 'advisory' and not granted and classid = '" + prefix
                    + "events'::regclass";
            while (PostgresServer.number(source, "select count(*)" + waiting) == 0) Thread.onSpinWait();
            PostgresServer.run(source, "select pg_terminate_backend(pid)" + waiting);
            while (PostgresServer.number(
                            source,
                            "select count(*) from pg_stat_activity where state = 'active'"
                                    + " and query like '%" + prefix
                                    + "%' and wait_event = 'advisory' and pid not in (select pid"
                                    + waiting + ")")
                    > 0) Thread.onSpinWait();
            holder.rollback();
            assertThat(appending.get(1, TimeUnit.MINUTES)).isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(store.head()).isZero();
        assertThat(rows()).isZero();
    }

    @Test
    void a_connection_that_is_ended_inside_a_service_has_stored_nothing() throws SQLException {
        Participant ended = (events, transaction) -> {
            rows(events, transaction);
            try {
                long pid = PostgresServer.number(transaction.as(Connection.class), "select pg_backend_pid()");
                PostgresServer.run(source, "select pg_terminate_backend(" + pid + ", 5000)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        assertThatThrownBy(() -> store.append(append(ended, "no"))).isInstanceOf(EspalierException.class);
        assertThat(log).containsExactly("undone");
        assertThat(store.head()).isZero();
        assertThat(rows()).isZero();
        assertThat(store.append(append(this::rows, "1")).version()).isEqualTo(1);
    }

    @Test
    void a_commit_that_is_done_here_and_waits_for_a_standby_is_not_told_as_failed() throws Exception {
        try (var server = PostgresServer.start(17, builder -> {})) {
            DataSource alone = server.getPostgresDatabase();
            try (var waiting = JdbcEventStore.builder(alone)
                    .lockWait(Duration.ofSeconds(5))
                    .build()) {
                PostgresServer.run(
                        alone, "alter system set synchronous_standby_names = 'nobody'", "select pg_reload_conf()");
                while (PostgresServer.number(alone, "select count(*) from pg_settings where setting = 'nobody'") == 0)
                    Thread.onSpinWait();
                assertThat(interrupted(alone, waiting, "pg_terminate_backend")).isNull();
                assertThat(interrupted(alone, waiting, "pg_cancel_backend"))
                        .isInstanceOf(OutcomeUnknownException.class);
                assertThat(waiting.head()).isEqualTo(2);
            }
        }
    }

    private Throwable interrupted(DataSource alone, JdbcEventStore waiting, String how) throws Exception {
        Append append = append(Participant.NONE, how);
        var appending = CompletableFuture.supplyAsync(() -> catchThrowable(() -> waiting.append(append)));
        String there = " from pg_stat_activity where wait_event = 'SyncRep'";
        while (PostgresServer.number(alone, "select count(*)" + there) == 0) Thread.onSpinWait();
        PostgresServer.run(alone, "select " + how + "(pid)" + there);
        return appending.get(1, TimeUnit.MINUTES);
    }
}
