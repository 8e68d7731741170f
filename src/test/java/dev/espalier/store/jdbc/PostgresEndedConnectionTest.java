package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.UnitOfWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The server ends the connection between any two steps of a unit of work, or of a transaction of the application's. */
class PostgresEndedConnectionTest {
    private final PGSimpleDataSource others = PostgresServer.of(17).plain();
    private final PGSimpleDataSource source = PostgresServer.of(17).plain();
    private final String prefix = PostgresServer.freshPrefix();
    private final List<String> log = new ArrayList<>();
    private JdbcEventStore store;

    @BeforeEach
    void open() throws SQLException {
        source.setApplicationName(prefix);
        store = JdbcEventStore.builder(source).prefix(prefix).build();
        PostgresServer.run(others, "create table " + prefix + "legacy (text text)");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<SnapshotVersion> rows(List<EventEnvelope> events, Transaction transaction) {
        transaction.afterCommit(() -> log.add("committed"));
        transaction.onRollback(() -> log.add("undone"));
        try (Statement statement = transaction.as(Connection.class).createStatement()) {
            statement.execute("insert into " + prefix + "legacy values ('x')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return List.of();
    }

    private Append append(StreamId stream) {
        return Append.of(stream, ExpectedVersion.noStream(), Noted.in(stream, "x"), this::rows);
    }

    /** Waits until they are gone. */
    private void endConnections() throws SQLException {
        long ended = PostgresServer.number(
                others,
                "select count(*) from (select pg_terminate_backend(pid, 5000) as done from pg_stat_activity"
                        + " where application_name = '" + prefix + "') each where done");
        assertThat(ended).as("connections that were ended").isPositive();
    }

    private void holds(int events) throws SQLException {
        assertThat(store.head()).isEqualTo(events);
        assertThat(PostgresServer.number(others, "select count(*) from " + prefix + "legacy"))
                .isEqualTo(events);
    }

    private interface Step<T> {
        void on(T work) throws SQLException;
    }

    /** All of them, with the connection ended before one. */
    private <T> void run(List<Step<T>> steps, T work, int ended) throws SQLException {
        for (int i = 0; i < steps.size(); i++) {
            if (i == ended) endConnections();
            steps.get(i).on(work);
        }
    }

    /**
     * An append to a stream that was read needs no look at the database, and services are called at the commit: one that finds
     * the connection lost says so in its own words.
     */
    @Test
    void a_unit_of_work_whose_connection_is_ended_before_a_step_has_stored_nothing() throws SQLException {
        for (int ended = 1; ended <= 3; ended++) {
            var stream = new StreamId("note", "unit" + ended);
            List<Step<UnitOfWork>> steps = List.of(
                    work -> assertThat(Noted.texts(work, stream)).isEmpty(),
                    work -> assertThat(Noted.texts(work, Noted.B)).isEmpty(),
                    work -> work.append(append(stream)),
                    UnitOfWork::commit);
            int last = ended;
            assertThatThrownBy(() -> {
                        try (UnitOfWork work = store.begin()) {
                            run(steps, work, last);
                        }
                    })
                    .isInstanceOf(ended < 2 ? StoreUnavailableException.class : IllegalStateException.class);
            holds(ended - 1);
            assertThat(log).doesNotContain("committed");
            try (UnitOfWork work = store.begin()) {
                run(steps, work, -1);
            }
            holds(ended);
            assertThat(log.remove(log.size() - 1)).isEqualTo("committed");
        }
        assertThat(log).containsExactly("undone", "undone");
    }

    @Test
    void a_joined_transaction_whose_connection_is_ended_before_a_step_has_stored_nothing() throws SQLException {
        for (int ended = 1; ended <= 2; ended++) {
            var stream = new StreamId("note", "joined" + ended);
            List<Step<JdbcTransaction>> steps = List.of(
                    joined -> joined.append(append(stream)),
                    JdbcTransaction::complete,
                    joined -> joined.as(Connection.class).commit());
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                JdbcTransaction joined = store.in(connection);
                int last = ended;
                assertThatThrownBy(() -> run(steps, joined, last))
                        .isInstanceOf(ended == 2 ? SQLException.class : StoreUnavailableException.class);
                joined.rolledBack();
            }
            holds(ended - 1);
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                JdbcTransaction joined = store.in(connection);
                run(steps, joined, -1);
                joined.committed();
            }
            holds(ended);
        }
        assertThat(log).containsExactly("undone", "committed", "undone", "committed");
    }
}
