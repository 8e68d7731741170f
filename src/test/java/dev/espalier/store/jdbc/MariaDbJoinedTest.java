package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends in a transaction of the application's own, on MariaDB. */
@NeedsMariaDb
@ParameterizedClass(name = "pooled: {0}")
@ValueSource(booleans = {false, true})
class MariaDbJoinedTest extends ServerJoinedCases {
    @Override
    DataSource plain() {
        return MariaDbServer.shared().plain();
    }

    @Override
    void prepare(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    @Override
    Map<String, String> settings(Connection connection) throws SQLException {
        return MariaDbServer.settings(connection);
    }

    @Override
    void changeSettings(Connection connection) throws SQLException {
        Sql.run(
                connection,
                "set innodb_lock_wait_timeout = 7, max_statement_time = 70, time_zone = '+03:00', sql_mode = 'ANSI_QUOTES'");
    }

    private void append(String text) {
        store.append(Append.of(Noted.B, ExpectedVersion.any(), Noted.in(Noted.B, text), Participant.NONE));
    }

    @Test
    void a_level_that_only_the_transaction_has_is_right_or_refused() throws SQLException {
        for (boolean overtaken : new boolean[] {false, true})
            try (Connection connection = begin()) {
                Sql.run(connection, "set transaction isolation level repeatable read");
                JdbcTransaction joined = store.in(connection);
                Sql.run(connection, "insert into " + legacy + " values ('application')");
                joined.append(append(ExpectedVersion.any(), event("1")));
                if (overtaken) append("2");
                if (overtaken)
                    assertThatThrownBy(joined::complete)
                            .isInstanceOf(UnsuitableTransactionException.class)
                            .hasMessageContaining("READ COMMITTED");
                else joined.complete();
                connection.commit();
                if (!overtaken) joined.committed();
            }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1");
        assertThat(Sql.number(source, "select count(*) from " + legacy)).isEqualTo(1);
    }

    @Test
    void a_row_that_was_overtaken_is_told_as_such() throws SQLException {
        append("1");
        try (Connection connection = begin()) {
            Sql.run(
                    connection,
                    "set innodb_snapshot_isolation = on",
                    "set transaction isolation level repeatable read",
                    "select * from " + prefix + "stream_heads");
            append("2");
            JdbcTransaction joined = store.in(connection);
            Append append = Append.of(Noted.B, ExpectedVersion.any(), Noted.in(Noted.B, "no"), Participant.NONE);
            assertThatThrownBy(() -> joined.append(append))
                    .isInstanceOf(StoreUnavailableException.class)
                    .cause()
                    .extracting(e -> ((SQLException) e).getErrorCode())
                    .isEqualTo(1020);
            connection.rollback();
            Sql.run(connection, "set innodb_snapshot_isolation = default");
        }
        assertThat(Noted.texts(store, Noted.B)).containsExactly("1", "2");
    }

    @Test
    void reads_of_what_is_not_committed_are_refused() throws SQLException {
        assertRefused(
                "isolation level",
                connection -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED));
    }

    @Test
    void a_transaction_that_was_ended_in_between_is_noticed() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            connection.rollback();
            assertThatThrownBy(joined::complete)
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("has ended");
            JdbcTransaction second = store.in(connection);
            second.append(append(ExpectedVersion.any(), event("2")));
            connection.commit();
            assertThatThrownBy(second::complete).isInstanceOf(UnsuitableTransactionException.class);
        }
        assertThat(store.head()).isZero();
        append("1");
    }

    @Test
    void joined_twice_on_one_stream_it_is_noticed_at_the_end() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction first = store.in(connection);
            first.append(append(ExpectedVersion.any(), event("1")));
            store.in(connection).append(append(ExpectedVersion.any(), event("2")));
            assertThatThrownBy(first::complete).isInstanceOf(UnsuitableTransactionException.class);
            connection.rollback();
        }
        assertThat(store.head()).isZero();
    }

    @Test
    void a_deadlock_with_rows_of_the_application_ends_and_nothing_can_be_committed_any_more() throws Exception {
        Sql.run(source, "insert into " + legacy + " values ('row')");
        try (var patient = JdbcEventStore.builder(source)
                        .prefix(prefix)
                        .lockWait(Duration.ofSeconds(30))
                        .build();
                Connection holder = begin();
                Connection connection = begin()) {
            JdbcTransaction other = patient.in(holder);
            other.append(append(ExpectedVersion.any(), event("other")));
            Sql.run(holder, "update " + legacy + " set text = 'holder'");
            Sql.run(connection, "insert into " + legacy + "  values ('lost')");
            JdbcTransaction joined = patient.in(connection);
            joined.append(Append.of(Noted.B, ExpectedVersion.any(), Noted.in(Noted.B, "no"), Participant.NONE));
            // the other one waits for the row of the first, who is heavier by then, and the first for the stream
            var waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return other.append(
                            Append.of(Noted.B, ExpectedVersion.any(), Noted.in(Noted.B, "other"), Participant.NONE));
                } catch (RuntimeException e) {
                    return e;
                }
            });
            while (Sql.number(
                            source,
                            "select count(*) from information_schema.processlist where state <> '' and info like '%"
                                    + prefix + "stream_heads%on duplicate key%' and id <> connection_id()")
                    == 0) Thread.onSpinWait();
            RuntimeException mine = null;
            try {
                joined.append(append(ExpectedVersion.any(), event("no")));
            } catch (StoreUnavailableException e) {
                mine = e;
            }
            if (mine == null)
                assertThat(waiting.get(1, TimeUnit.MINUTES)).isInstanceOf(StoreUnavailableException.class);
            JdbcTransaction lost = mine == null ? other : joined;
            Connection dead = mine == null ? holder : connection;
            assertThatThrownBy(() -> lost.append(append(ExpectedVersion.any(), event("no"))))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("rolled back");
            assertThatThrownBy(lost::complete).isInstanceOf(UnsuitableTransactionException.class);
            dead.commit();
            assertThatThrownBy(lost::committed).hasMessageContaining("nothing was stored");
            waiting.get(1, TimeUnit.MINUTES);
            holder.rollback();
            connection.rollback();
        }
        assertThat(store.head()).isZero();
        assertThat(Sql.number(source, "select count(*) from " + legacy)).isEqualTo(1);
    }

    @Test
    void what_complete_refuses_cannot_be_committed() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            Sql.run(connection, "insert into " + legacy + " values ('application')");
            var boundary = new Marker.QueryCheck(Noted.ALL, 0);
            joined.append(Append.of(List.of(boundary), List.of(event("no")), Participant.NONE));
            append("first");
            catchThrowableOfType(ConflictException.class, joined::complete);
            connection.commit();
        }
        assertThat(Sql.number(source, "select count(*) from " + legacy)).isZero();
        assertThat(store.head()).isEqualTo(1);
    }
}
