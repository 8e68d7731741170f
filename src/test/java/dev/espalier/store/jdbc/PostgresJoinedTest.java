package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends in a transaction of the application's own, on PostgreSQL. */
@ParameterizedClass(name = "pooled: {0}")
@ValueSource(booleans = {false, true})
class PostgresJoinedTest extends ServerJoinedCases {
    @Override
    DataSource plain() {
        return PostgresServer.of(17).plain();
    }

    @Override
    void prepare(Connection connection) {}

    @Override
    TreeMap<String, String> settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name, setting from pg_settings")) {
            var settings = new TreeMap<String, String>();
            while (rows.next()) settings.put(rows.getString(1), rows.getString(2));
            settings.remove("transaction_isolation");
            return settings;
        }
    }

    @Override
    void changeSettings(Connection connection) throws SQLException {
        Sql.run(connection, "set lock_timeout = '7s'", "set local enable_seqscan = on");
    }

    @Test
    void a_transaction_is_joined_once() throws SQLException {
        try (Connection connection = begin()) {
            store.in(connection).append(append(ExpectedVersion.any(), event("1")));
            assertThatThrownBy(() -> store.in(connection)).isInstanceOf(UnsuitableTransactionException.class);
            connection.rollback();
            store.in(connection);
            connection.rollback();
        }
    }

    @Test
    void an_append_that_was_taken_back_leaves_its_stream_to_others() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            assertThatThrownBy(() -> joined.append(
                            Append.of(Noted.B, ExpectedVersion.noStream(), Noted.in(Noted.B, "no"), (e, t) -> {
                                throw new IllegalStateException("no");
                            })))
                    .hasMessage("no");
            store.append(Append.of(Noted.B, ExpectedVersion.noStream(), Noted.in(Noted.B, "theirs"), Participant.NONE));
            joined.append(append(ExpectedVersion.noStream(), event("mine")));
            joined.complete();
            connection.commit();
            joined.committed();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("mine");
        assertThat(Noted.texts(store, Noted.B)).containsExactly("theirs");
    }

    @Test
    void a_setting_of_the_transaction_alone_is_seen_too() throws SQLException {
        assertRefused("synchronous_commit", connection -> Sql.run(connection, "set local synchronous_commit = off"));
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            connection.rollback();
            Sql.run(connection, "set transaction isolation level repeatable read");
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), event("no"))))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("isolation level");
            Sql.run(connection, "select 1");
            connection.rollback();
        }
        assertThat(store.head()).isZero();
    }

    @Test
    void the_search_path_of_the_transaction_does_not_matter() throws SQLException {
        try (Connection connection = begin()) {
            Sql.run(connection, "set local search_path = 'pg_catalog'");
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            joined.complete();
            connection.commit();
            joined.committed();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1");
    }
}
