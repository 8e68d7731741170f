package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.tck.Race;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema on MariaDB, and what its server, its tables and a connection must be set to. */
@NeedsMariaDb
class MariaDbSchemaTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private final MariaDbServer server = MariaDbServer.shared();
    private final DataSource source = server.plain();
    private final String prefix = Sql.freshPrefix();

    private JdbcEventStore open(DataSource from) {
        return JdbcEventStore.builder(from).prefix(prefix).build();
    }

    private void assertRefused(DataSource from, String... words) {
        assertThatThrownBy(() -> open(from))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(words);
    }

    private static void append(JdbcEventStore store, String text) {
        store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text), Participant.NONE));
    }

    @Test
    void it_is_created_once_by_all_who_come_at_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String fresh = Sql.freshPrefix();
            var outcomes = Race.run(6, racer -> {
                try (var store = JdbcEventStore.builder(source)
                        .prefix(fresh)
                        .immutableEvents()
                        .build()) {
                    append(store, "x");
                    return store.identity();
                }
            });
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won().stream().distinct()).hasSize(1);
            try (var store = JdbcEventStore.builder(source).prefix(fresh).build()) {
                assertThat(Noted.of(store, Noted.A)).hasSize(6);
            }
        }
    }

    @Test
    void those_who_run_their_own_migrations_have_it_as_sql_that_can_run_twice() throws SQLException {
        var checked = JdbcEventStore.builder(source).prefix(prefix).checkSchemaOnly();
        assertThatThrownBy(checked::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("schemaSql");
        String sql = JdbcEventStore.schemaSql(JdbcEventStore.Database.MARIADB, prefix);
        for (int i = 0; i < 2; i++) Sql.run(source, sql.split(";\n"));
        try (var store = checked.build()) {
            append(store, "x");
        }
        assertThatThrownBy(() -> checked.immutableEvents().build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("immutableEventsSql");
        String triggers = JdbcEventStore.immutableEventsSql(JdbcEventStore.Database.MARIADB, prefix);
        for (int i = 0; i < 2; i++) Sql.run(source, triggers.split(";\n"));
        checked.build().close();
    }

    @Test
    void immutable_events_without_the_guard_against_truncate_are_not_taken_for_such() throws SQLException {
        var builder = JdbcEventStore.builder(source).prefix(prefix).immutableEvents();
        builder.build().close();
        Sql.run(source, "drop table " + prefix + "events_guard");
        assertThatThrownBy(() -> builder.checkSchemaOnly().build()).isInstanceOf(ConfigurationException.class);
        JdbcEventStore.builder(source).prefix(prefix).immutableEvents().build().close();
        builder.build().close();
    }

    @ParameterizedTest
    @CsvSource({
        "alter table %sevents engine = Aria, engine Aria",
        "alter table %ssequencer engine = MyISAM, engine MyISAM",
        "alter table %sstream_heads convert to character set utf8mb4 collate utf8mb4_bin, utf8mb4_bin",
        "alter table %stags modify tag varchar(320) character set latin1 not null, latin1_swedish_ci"
    })
    void a_table_of_which_something_else_was_made_is_refused(String change, String named) throws SQLException {
        open(source).close();
        Sql.run(source, String.format(change, prefix));
        assertRefused(source, named, prefix, "schemaSql");
        assertThatThrownBy(() -> JdbcEventStore.builder(source)
                        .prefix(prefix)
                        .checkSchemaOnly()
                        .build())
                .isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "alter table %scheckpoints engine = Aria, engine Aria",
        "alter table %sset_aside convert to character set utf8mb4 collate utf8mb4_bin, utf8mb4_bin"
    })
    void so_is_one_of_the_checkpoints(String change, String named) throws SQLException {
        new JdbcCheckpoints(source, prefix).close();
        Sql.run(source, String.format(change, prefix));
        assertThatThrownBy(() -> new JdbcCheckpoints(source, prefix))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(named, prefix, "schemaSql");
    }

    @Test
    void a_table_beside_may_be_whatever_it_is() throws SQLException {
        Sql.run(source, "create table " + prefix + "legacy (text varchar(9)) engine = Aria character set latin1");
        open(source).close();
        open(source).close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "character_set_connection=latin1 | character_set_connection",
                "character_set_results=latin1 | character_set_results",
                "sql_mode='EMPTY_STRING_IS_NULL' | EMPTY_STRING_IS_NULL",
                "unique_checks=0 | unique_checks",
                "sql_select_limit=1000 | sql_select_limit",
                "tx_read_only=1 | tx_read_only"
            })
    void a_session_that_breaks_a_promise_is_refused_and_not_joined(String setting, String named) throws SQLException {
        DataSource odd = server.plain("sessionVariables=" + setting);
        assertRefused(odd, named);
        try (var store = open(source);
                Connection connection = odd.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> append(store, connection)).isInstanceOf(UnsuitableTransactionException.class);
            connection.rollback();
            assertThat(store.head()).isZero();
        }
    }

    private static void append(JdbcEventStore store, Connection joined) {
        store.in(joined).append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "no"), Participant.NONE));
    }

    @Test
    void a_server_that_loses_or_does_not_take_commits_is_refused() throws SQLException {
        try (var own = new MariaDbServer("--log-bin", "--binlog-format=ROW", "--sync-binlog=1");
                Connection root = own.root()) {
            DataSource source = own.plain();
            open(source).close();
            assertRefusedWith(root, "innodb_flush_log_at_trx_commit", "2", "1", source, "asynchronousCommit()");
            assertRefusedWith(root, "innodb_flush_log_at_trx_commit", "0", "1", source, "asynchronousCommit()");
            assertRefusedWith(root, "sync_binlog", "0", "1", source, "sync_binlog");
            assertRefusedWith(root, "binlog_format", "STATEMENT", "ROW", source, "binlog_format");
            assertRefusedWith(root, "read_only", "1", "0", source, "primary");
            assertRefused(
                    MariaDbServer.at(own.url("sessionVariables=sql_log_bin=0")
                            .replace("application", "root")
                            .replace("secret", "")),
                    "sql_log_bin");
            Sql.run(root, "set global innodb_flush_log_at_trx_commit = 2");
            JdbcEventStore.builder(source)
                    .prefix(prefix)
                    .asynchronousCommit()
                    .build()
                    .close();
            Sql.run(root, "set global innodb_flush_log_at_trx_commit = 1");
            assertRefused(rewritten(source, "WSREP_ON", "LOG_BIN"), "Galera");

            var immutable = JdbcEventStore.builder(source).prefix(prefix).immutableEvents();
            assertThatThrownBy(immutable::build)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("SUPER", "log_bin_trust_function_creators");
            Sql.run(root, "set global log_bin_trust_function_creators = 1");
            immutable.build().close();
        }
    }

    private void assertRefusedWith(
            Connection root, String variable, String bad, String good, DataSource source, String named)
            throws SQLException {
        Sql.run(root, "set global " + variable + " = " + bad);
        assertRefused(source, named);
        Sql.run(root, "set global " + variable + " = " + good);
        open(source).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5", "10.5", "9.9"})
    void an_older_server_is_refused(String version) {
        String[] parts = version.split("\\.");
        Map<String, Object> older = Map.of(
                "getDatabaseMajorVersion", Integer.valueOf(parts[0]),
                "getDatabaseMinorVersion", Integer.valueOf(parts[1]),
                "getDatabaseProductVersion", version);
        assertRefused(described(older), version + " is too old", "10.6");
    }

    @Test
    void mysql_is_not_taken_for_it() {
        assertRefused(described(Map.of("getDatabaseProductName", "MySQL")), "'MySQL' is not supported", "MariaDB");
    }

    /** The same database, which says something else of itself. */
    private DataSource described(Map<String, Object> words) {
        return proxy(DataSource.class, source, (method, arguments, result) -> {
            if (!(result instanceof Connection connection)) return result;
            return proxy(Connection.class, connection, (inner, others, about) -> {
                if (!(about instanceof DatabaseMetaData)) return about;
                return proxy(DatabaseMetaData.class, about, (word, none, said) -> words.getOrDefault(word, said));
            });
        });
    }

    /** The same database, asked something else. */
    private static DataSource rewritten(DataSource source, String from, String to) {
        return proxy(DataSource.class, source, (method, arguments, result) -> {
            if (!(result instanceof Connection connection)) return result;
            return proxy(
                    Connection.class,
                    connection,
                    (inner, texts, prepared) -> inner.equals("prepareStatement")
                            ? connection.prepareStatement(((String) texts[0]).replace(from, to))
                            : prepared);
        });
    }

    private interface Answer {
        Object of(String method, Object[] arguments, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Object target, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                MariaDbSchemaTest.class.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
                    try {
                        return answer.of(called.getName(), arguments, called.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
