package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The connection is lost at each step of an append on MariaDB, before or after the database has done it. */
@NeedsMariaDb
class MariaDbLostAnswerTest extends ServerLostAnswerCases {
    private final AtomicInteger kill = new AtomicInteger();

    @Override
    DataSource plain() {
        return MariaDbServer.shared().plain();
    }

    /** It loses its commit; and is killed before one of its statements, when that is wanted. */
    @Override
    Connection unreliable(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        lose(() -> {
                            killIfDue(connection);
                            connection.commit();
                            return true;
                        });
                        return null;
                    }
                    Object result = invoke(connection, method, arguments);
                    if (result instanceof PreparedStatement statement)
                        return killed(PreparedStatement.class, statement, connection);
                    return result instanceof Statement statement
                            ? killed(Statement.class, statement, connection)
                            : result;
                });
    }

    private <T> T killed(Class<T> type, T statement, Connection connection) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().startsWith("execute")) killIfDue(connection);
                    return invoke(statement, method, arguments);
                }));
    }

    private void killIfDue(Connection connection) throws SQLException {
        if (kill.decrementAndGet() == 0) kill(Sql.number(connection, "select connection_id()"));
    }

    private void kill(long id) throws SQLException {
        try {
            Sql.run(source, "kill connection " + id);
        } catch (SQLException gone) {
            // it has ended by itself
        }
        while (Sql.number(source, "select count(*) from information_schema.processlist where id = " + id) > 0)
            Thread.onSpinWait();
    }

    @Test
    void a_connection_that_is_killed_at_any_step_leaves_all_or_nothing_and_what_is_said_is_true() throws SQLException {
        killedAtEachStep(append -> store.append(append), Participant.NONE);
        killedAtEachStep(append -> store.append(append), this::rows);
        killedAtEachStep(
                append -> {
                    try (UnitOfWork work = store.begin()) {
                        Noted.of(work, append.stream());
                        work.append(append);
                        work.commit();
                    }
                },
                this::rows);
        assertThat(rows()).isEqualTo(2);
        assertThat(Noted.of(store, Noted.A)).hasSize(3);
    }

    private void killedAtEachStep(Consumer<Append> appending, Participant participant) {
        Append append = append(participant, "x");
        for (int step = 1; ; step++) {
            kill.set(step);
            Throwable failure = catchThrowable(() -> appending.accept(append));
            boolean undisturbed = kill.getAndSet(0) > 0;
            boolean stored = store.find(append.get(0).id(), Noted.Type::new).isPresent();
            assertThat(stored).as("step " + step).isEqualTo(failure == null);
            if (stored) {
                assertThat(step).isGreaterThan(8);
                return;
            }
            assertThat(failure).isInstanceOfAny(EspalierException.class, IllegalStateException.class);
            assertThat(undisturbed).isFalse();
        }
    }

    @Test
    void a_connection_that_is_killed_while_it_waits_for_a_lock_has_stored_nothing() throws Exception {
        for (Participant participant : new Participant[] {Participant.NONE, this::rows}) {
            killedWhileItWaits(
                    "stream_heads",
                    "insert into " + prefix + "stream_heads values ('note', 'a', 0, null)"
                            + " on duplicate key update version = version",
                    participant);
            killedWhileItWaits("sequencer", "select * from " + prefix + "sequencer for update", participant);
        }
        assertThat(log).containsExactly("undone");
    }

    private void killedWhileItWaits(String table, String lock, Participant participant) throws Exception {
        EventData event = Noted.in(Noted.A, "x");
        try (Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, lock);
            var appending = CompletableFuture.supplyAsync(() ->
                    catchThrowable(() -> store.append(Append.of(Noted.A, ExpectedVersion.any(), event, participant))));
            String waiting = " from information_schema.processlist where info like 'set statement max_statement_time%"
                    + prefix + table + "%' and id <> connection_id()";
            long id = 0; // in company it waits for a moment only, and then by itself
            while (id == 0) id = Sql.number(source, "select coalesce(max(id), 0)" + waiting);
            kill(id);
            assertThat(appending.get(1, TimeUnit.MINUTES)).isInstanceOf(StoreUnavailableException.class);
            holder.rollback();
        }
        assertThat(store.head()).isZero();
        assertThat(rows()).isZero();
    }

    @Test
    void a_connection_that_is_killed_inside_a_service_has_stored_nothing() throws SQLException {
        Participant ended = (events, transaction) -> {
            rows(events, transaction);
            try {
                kill(Sql.number(transaction.as(Connection.class), "select connection_id()"));
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

    private List<Caller> together(List<Append> appends) {
        var callers = new ArrayList<Caller>();
        try (var lane = new OneLane(unreliable(), prefix, 2, Duration.ofSeconds(2))) {
            for (Append each : appends) callers.add(lane.ask(each));
        }
        return callers;
    }

    @Test
    void a_shared_commit_whose_answer_was_lost_is_a_success_for_each() throws Exception {
        loss = Loss.AFTER;
        List<Caller> callers = together(List.of(append(Participant.NONE, "1"), append(Participant.NONE, "2")));
        for (int i = 0; i < 2; i++) {
            assertThat(callers.get(i).receipt().version()).isEqualTo(i + 1);
            assertThat(callers.get(i).receipt().replayed()).isFalse();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2");
    }

    @Test
    void a_shared_commit_that_never_arrived_has_stored_nothing_of_anybody() throws Exception {
        loss = Loss.BEFORE;
        List<Append> appends = List.of(append(Participant.NONE, "1"), append(Participant.NONE, "2"));
        for (Caller each : together(appends)) assertThat(each.failure()).isInstanceOf(StoreUnavailableException.class);
        assertThat(Noted.of(store, Noted.A)).isEmpty();
        for (Append each : appends) assertThat(store.append(each).replayed()).isFalse();
    }

    @Test
    void a_shared_commit_that_cannot_be_asked_for_is_unknown_to_each_with_its_own_ids() throws Exception {
        loss = Loss.AFTER_AND_FOR_GOOD;
        List<Append> appends = List.of(append(Participant.NONE, "1"), append(Participant.NONE, "2"));
        List<Caller> callers = together(appends);
        back();
        for (int i = 0; i < 2; i++) {
            Append append = appends.get(i);
            assertThat(callers.get(i).failure())
                    .isInstanceOfSatisfying(
                            OutcomeUnknownException.class,
                            unknown -> assertThat(unknown.ids())
                                    .containsExactly(append.get(0).id()));
            assertThat(store.append(append).replayed()).isTrue();
        }
    }
}
