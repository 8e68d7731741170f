package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.tck.Race;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The schema on PostgreSQL, where it is, and what the database must be set to. */
class PostgresSchemaTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private final PGSimpleDataSource source = PostgresServer.of(17).plain();
    private final String prefix = PostgresServer.freshPrefix();

    private JdbcEventStore open(DataSource from) {
        return JdbcEventStore.builder(from).prefix(prefix).build();
    }

    private static void append(JdbcEventStore store, String text) {
        store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text), Participant.NONE));
    }

    @Test
    void it_is_created_once_by_all_who_come_at_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String fresh = PostgresServer.freshPrefix();
            var outcomes = Race.run(6, racer -> {
                try (var store = JdbcEventStore.builder(source).prefix(fresh).build()) {
                    append(store, "x");
                    return racer;
                }
            });
            assertThat(outcomes.lost()).isEmpty();
            try (var store = JdbcEventStore.builder(source).prefix(fresh).build()) {
                assertThat(Noted.of(store, Noted.A)).hasSize(6);
            }
            assertThat(PostgresServer.number(source, "select count(distinct identity) from " + fresh + "store"))
                    .isEqualTo(1);
        }
    }

    @Test
    void those_who_run_their_own_migrations_have_it_as_sql_that_can_run_twice() throws SQLException {
        assertThatThrownBy(() -> JdbcEventStore.builder(source)
                        .prefix(prefix)
                        .checkSchemaOnly()
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("schemaSql");
        String sql = JdbcEventStore.schemaSql(JdbcEventStore.Database.POSTGRESQL, prefix);
        PostgresServer.run(source, sql, sql);
        try (var store =
                JdbcEventStore.builder(source).prefix(prefix).checkSchemaOnly().build()) {
            append(store, "x");
        }
    }

    @Test
    void a_newer_one_is_refused() throws SQLException {
        open(source).close();
        PostgresServer.run(source, "update " + prefix + "store set schema_version = 99");
        assertThatThrownBy(() -> open(source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("99");
    }

    @Test
    void it_lives_in_the_schema_of_the_connection_and_prefixes_and_schemas_share_nothing() throws SQLException {
        PostgresServer.run(source, "create schema \"My " + prefix + "\"");
        PGSimpleDataSource other = PostgresServer.of(17).plain();
        other.setCurrentSchema("\"My " + prefix + "\"");
        try (var here = open(source);
                var there = open(other)) {
            append(here, "here");
            append(there, "there");
            append(there, "there");
            assertThat(Noted.texts(here, Noted.A)).containsExactly("here");
            assertThat(Noted.texts(there, Noted.A)).containsExactly("there", "there");
            assertThat(there.storedTypes()).hasSize(1);
        }
        PGSimpleDataSource nowhere = PostgresServer.of(17).plain();
        nowhere.setCurrentSchema("missing");
        assertThatThrownBy(() -> open(nowhere))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("search path");
    }

    @Test
    void asynchronous_commits_are_refused_unless_asked_for_by_name() throws SQLException {
        PGSimpleDataSource loose = PostgresServer.of(17).plain();
        loose.setOptions("-c synchronous_commit=off");
        assertThatThrownBy(() -> open(loose))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("asynchronousCommit()");
        try (var store = JdbcEventStore.builder(loose)
                .prefix(prefix)
                .asynchronousCommit()
                .build()) {
            append(store, "x");
        }
        for (String enough : new String[] {"local", "remote_write", "on"}) {
            PGSimpleDataSource durable = PostgresServer.of(17).plain();
            durable.setOptions("-c synchronous_commit=" + enough);
            try (var store = open(durable)) {
                append(store, "x");
            }
        }
    }

    @Test
    void a_database_of_another_encoding_and_a_read_only_one_are_refused() throws SQLException {
        PostgresServer.run(
                source, "create database " + prefix + "latin template template0 encoding 'SQL_ASCII' locale 'C'");
        PGSimpleDataSource latin = PostgresServer.of(17).plain();
        latin.setDatabaseName(prefix + "latin");
        assertThatThrownBy(() -> open(latin))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("UTF8");
        PGSimpleDataSource readOnly = PostgresServer.of(17).plain();
        readOnly.setOptions("-c default_transaction_read_only=on");
        assertThatThrownBy(() -> open(readOnly))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("read-only");
    }
}
