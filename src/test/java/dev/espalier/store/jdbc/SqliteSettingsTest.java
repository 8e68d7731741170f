package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** What a store asserts when it is opened and when it writes, its schema, and its settings. */
class SqliteSettingsTest {
    private final Path file = SqliteFile.fresh();

    private static Append append(String text) {
        return Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text), Participant.NONE);
    }

    private void run(String... texts) throws SQLException {
        try (Connection connection = SqliteFile.plain(file).getConnection();
                Statement statement = connection.createStatement()) {
            for (String text : texts) statement.execute(text);
        }
    }

    private String pragma(String text) throws SQLException {
        try (Connection connection = SqliteFile.plain(file).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(text)) {
            return rows.getString(1);
        }
    }

    @Test
    void the_write_ahead_log_is_turned_on_and_full_is_what_connections_have() throws SQLException {
        assertThat(pragma("pragma journal_mode")).isEqualTo("delete");
        new JdbcEventStore(SqliteFile.plain(file)).close();
        assertThat(pragma("pragma journal_mode")).isEqualTo("wal");
        assertThat(pragma("pragma synchronous")).isEqualTo("2");
    }

    @Test
    void a_connection_below_full_is_refused_at_the_opening_and_at_each_append() {
        var config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        var lax = new SQLiteDataSource(config);
        lax.setUrl("jdbc:sqlite:" + file);
        assertThatThrownBy(() -> new JdbcEventStore(lax))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("synchronous");

        var pool = SqliteFile.pooled(file, 1);
        try (pool;
                var store = new JdbcEventStore(pool)) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("pragma synchronous = off");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            assertThatThrownBy(() -> store.append(append("no")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("FULL or EXTRA");
            assertThat(store.head()).isZero();
        }
    }

    @Test
    void extra_is_as_good_as_full() {
        var config = new SQLiteConfig();
        config.setPragma(SQLiteConfig.Pragma.SYNCHRONOUS, "3");
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        try (var store = new JdbcEventStore(source)) {
            assertThat(store.append(append("1")).position()).isEqualTo(1);
        }
    }

    @Test
    void what_cannot_have_a_write_ahead_log_is_refused() {
        var memory = new SQLiteDataSource();
        memory.setUrl("jdbc:sqlite::memory:");
        assertThatThrownBy(() -> new JdbcEventStore(memory))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("InMemoryEventStore");
    }

    @Test
    void a_read_only_source_is_refused() {
        new JdbcEventStore(SqliteFile.plain(file)).close();
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        source.setReadOnly(true);
        assertThatThrownBy(() -> new JdbcEventStore(source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void a_source_that_hands_out_connections_with_autocommit_off_is_refused() {
        DataSource source = changed(connection -> {
            try {
                connection.setAutoCommit(false);
                return connection;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        assertThatThrownBy(() -> new JdbcEventStore(source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("autocommit");
    }

    @Test
    void another_database_is_refused_with_what_is_supported() {
        DataSource source = changed(connection -> proxy(
                Connection.class,
                connection,
                "getMetaData",
                proxy(DatabaseMetaData.class, null, "getDatabaseProductName", "Oracle")));
        assertThatThrownBy(() -> new JdbcEventStore(source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Oracle")
                .hasMessageContaining("SQLite");
    }

    @Test
    void a_source_without_connections_is_unavailable() {
        var nowhere = new SQLiteDataSource();
        nowhere.setUrl("jdbc:sqlite:" + file.resolve("no/such/folder.db"));
        assertThatThrownBy(() -> new JdbcEventStore(nowhere)).isInstanceOf(StoreUnavailableException.class);
    }

    private DataSource changed(UnaryOperator<Connection> change) {
        DataSource plain = SqliteFile.plain(file);
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    Object result = method.invoke(plain, arguments);
                    return result instanceof Connection connection ? change.apply(connection) : result;
                });
    }

    private static <T> T proxy(Class<T> type, Object target, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                SqliteSettingsTest.class.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
                    if (called.getName().equals(method)) return answer;
                    try {
                        return called.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void opening_again_keeps_everything() {
        for (int i = 1; i <= 3; i++)
            try (var store = new JdbcEventStore(SqliteFile.plain(file))) {
                assertThat(store.append(append("event")).position()).isEqualTo(i);
                assertThat(store.storedTypes()).hasSize(1);
            }
    }

    @Test
    void stores_under_different_prefixes_share_nothing() {
        try (var one = JdbcEventStore.builder(SqliteFile.plain(file))
                        .prefix("one_")
                        .build();
                var two = JdbcEventStore.builder(SqliteFile.plain(file))
                        .prefix("two_")
                        .build()) {
            one.append(append("of one"));
            one.append(append("of one too"));
            assertThat(two.head()).isZero();
            assertThat(two.storedTypes()).isEmpty();
            assertThat(two.append(append("of two")).position()).isEqualTo(1);
            assertThat(Noted.texts(one, Noted.A)).containsExactly("of one", "of one too");
            assertThat(Noted.texts(two, Noted.A)).containsExactly("of two");
        }
    }

    @Test
    void a_prefix_that_is_no_plain_identifier_is_refused() {
        for (String prefix : new String[] {"", "1a", "a b", "a;drop table x", "A_", "x".repeat(31)})
            assertThatThrownBy(
                            () -> JdbcEventStore.builder(SqliteFile.plain(file)).prefix(prefix))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("prefix");
    }

    @Test
    void a_missing_schema_is_told_where_it_is_only_checked_and_the_printed_one_will_do() throws SQLException {
        var builder = JdbcEventStore.builder(SqliteFile.plain(file)).checkSchemaOnly();
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("schemaSql");

        String schema = JdbcEventStore.schemaSql(JdbcEventStore.Database.SQLITE, "espalier_");
        run(schema.split(";\n"));
        run(schema.split(";\n"));
        try (var store = builder.build()) {
            assertThat(store.append(append("1")).position()).isEqualTo(1);
        }
    }

    @Test
    void a_schema_of_a_newer_version_is_refused() throws SQLException {
        new JdbcEventStore(SqliteFile.plain(file)).close();
        run("update espalier_store set schema_version = 99");
        assertThatThrownBy(() -> new JdbcEventStore(SqliteFile.plain(file)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("version 99");
    }

    @Test
    void an_event_is_never_recorded_before_the_one_before_it() {
        var now = new Instant[] {Instant.parse("2030-01-01T00:00:00.123456Z")};
        try (var store = JdbcEventStore.builder(SqliteFile.plain(file))
                .clock(() -> now[0])
                .build()) {
            store.append(append("1"));
            now[0] = Instant.parse("2020-01-01T00:00:00Z");
            store.append(append("2"));
            assertThat(Noted.all(store))
                    .extracting(EventEnvelope::recordedAt)
                    .containsExactly(
                            Instant.parse("2030-01-01T00:00:00.123456Z"), Instant.parse("2030-01-01T00:00:00.123456Z"));
        }
    }

    @Test
    void a_lock_wait_that_is_no_wait_is_refused() {
        var builder = JdbcEventStore.builder(SqliteFile.plain(file));
        assertThatThrownBy(() -> builder.lockWait(Duration.ZERO)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> builder.lockWait(Duration.ofMillis(-1))).isInstanceOf(InvalidInputException.class);
    }
}
