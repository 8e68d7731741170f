package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.support.ChildJvm;
import dev.espalier.tck.Race;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A schema of version 1, with an event in it, in the hands of the library of today. */
@Order(13)
class SchemaMigrationTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final UUID STORED = UUID.randomUUID();

    /** A database with its tables of version 1. */
    enum Kind {
        SQLITE(JdbcEventStore.Database.SQLITE) {
            @Override
            String address() {
                return SqliteFile.fresh().toString();
            }

            @Override
            DataSource source(String address) {
                return SqliteFile.plain(Path.of(address));
            }

            @Override
            Object id() {
                return EventRow.bytes(STORED);
            }
        },
        POSTGRESQL(JdbcEventStore.Database.POSTGRESQL) {
            @Override
            String address() {
                return PostgresServer.of(17).plain().getURL();
            }

            @Override
            DataSource source(String address) {
                var source = new PGSimpleDataSource();
                source.setUrl(address);
                source.setUser("postgres");
                return source;
            }

            @Override
            Object id() {
                return STORED;
            }
        },
        MARIADB(JdbcEventStore.Database.MARIADB) {
            @Override
            String address() {
                NeedsMariaDb.Condition.assume();
                return MariaDbServer.shared().url();
            }

            @Override
            DataSource source(String address) {
                return MariaDbServer.at(address);
            }

            @Override
            Object id() {
                return EventRow.bytes(STORED);
            }

            @Override
            String counted() {
                return "insert into espalier_stream_heads values ('note', 'a', 1, null);"
                        + " update espalier_sequencer set head = 1, recorded_at = 5";
            }

            @Override
            boolean undoesTables() {
                return false;
            }
        };

        private final JdbcEventStore.Database database;

        Kind(JdbcEventStore.Database database) {
            this.database = database;
        }

        abstract String address();

        abstract DataSource source(String address);

        abstract Object id();

        /** What else knows of the event. */
        String counted() {
            return "";
        }

        /** Whether tables that were created vanish with their transaction. */
        boolean undoesTables() {
            return true;
        }
    }

    /** One store of version 1. */
    private static final class Old {
        final Kind kind;
        final String address;
        final String prefix = PostgresServer.freshPrefix();
        final DataSource source;

        Old(Kind kind) throws Exception {
            this.kind = kind;
            address = kind.address();
            source = kind.source(address);
            run(script("schema-1-" + kind.database.name().toLowerCase(Locale.ROOT) + ".sql")
                    .replace("espalier_", prefix));
            try (var connection = source.getConnection();
                    var row = connection.prepareStatement("insert into " + prefix
                            + "events values (1, 'note', 'a', 1, 'Noted', 1, ?, null, ?, null, 0, 5, 5)")) {
                row.setObject(1, kind.id());
                row.setBytes(2, "old".getBytes(StandardCharsets.UTF_8));
                row.executeUpdate();
            }
            run("insert into " + prefix + "tags values (':type:Noted', 1); insert into " + prefix
                    + "types values ('note', 'Noted', 1, 5);" + kind.counted().replace("espalier_", prefix));
        }

        void run(String script) throws SQLException {
            PostgresServer.run(source, script.split(";\\s*"));
        }

        JdbcEventStore.Builder builder() {
            return JdbcEventStore.builder(source).prefix(prefix);
        }

        long version() throws SQLException {
            return PostgresServer.number(source, "select schema_version from " + prefix + "store");
        }

        /** It is of today, with what it had and so many events since. */
        void assertMigrated(int since) throws SQLException {
            try (var store = builder().checkSchemaOnly().build()) {
                append(store, "new");
                assertThat(Noted.texts(store, Noted.A))
                        .hasSize(since + 2)
                        .startsWith("old")
                        .endsWith("new");
                assertThat(store.find(STORED, Noted.Type::new)).isPresent();
            }
            assertThat(version()).isEqualTo(SqliteSchema.VERSIONS.newest());
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream text = SchemaMigrationTest.class.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void append(JdbcEventStore store, String text) {
        store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text), Participant.NONE));
    }

    @ParameterizedTest
    @EnumSource
    void it_is_brought_up_to_date_when_it_is_opened_and_keeps_what_it_has(Kind kind) throws Exception {
        var old = new Old(kind);
        var beside = new Old(kind);
        String identity = identity(old);

        old.builder().build().close();

        old.assertMigrated(0);
        assertThat(identity(old)).isEqualTo(identity);
        assertThat(beside.version()).isEqualTo(1);
    }

    private static String identity(Old old) throws SQLException {
        try (var connection = old.source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select identity from " + old.prefix + "store")) {
            rows.next();
            return rows.getString(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void those_who_run_their_own_migrations_are_told_and_the_same_text_migrates(Kind kind) throws Exception {
        var old = new Old(kind);
        assertThatThrownBy(() -> old.builder().checkSchemaOnly().build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has version 1")
                .hasMessageContaining("schemaSql");
        assertThat(old.version()).isEqualTo(1);

        String sql = JdbcEventStore.schemaSql(kind.database, old.prefix);
        PostgresServer.run(old.source, sql.split(";\n"));
        PostgresServer.run(old.source, sql.split(";\n"));

        old.assertMigrated(0);
    }

    @ParameterizedTest
    @EnumSource
    void a_newer_one_is_refused_and_left_as_it_is(Kind kind) throws Exception {
        var old = new Old(kind);
        old.run("update " + old.prefix + "store set schema_version = 99");
        assertThatThrownBy(() -> old.builder().build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("99")
                .hasMessageContaining("newer");
        assertThat(old.version()).isEqualTo(99);
    }

    @ParameterizedTest
    @EnumSource
    void all_who_come_at_once_find_it_brought_up_to_date_once(Kind kind) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var old = new Old(kind);
            var outcomes = Race.run(4, racer -> {
                try (var store = old.builder().build()) {
                    append(store, "racer" + racer);
                    return racer;
                }
            });
            assertThat(outcomes.lost()).isEmpty();
            old.assertMigrated(4);
        }
    }

    /** Before each of its statements in turn. Where tables stay, the version says that they are not to be relied on. */
    @ParameterizedTest
    @EnumSource
    void a_process_that_is_killed_in_the_middle_leaves_it_as_it_was(Kind kind) throws Exception {
        var old = new Old(kind);
        String last = "";
        for (int statement = 1; !last.equals("opened"); statement++) {
            assertThat(old.version()).isEqualTo(1);
            if (kind.undoesTables())
                assertThatThrownBy(() -> old.run("select count(*) from " + old.prefix + "commands"))
                        .isInstanceOf(SQLException.class);
            try (var child = ChildJvm.start(MigratingChild.class, kind, old.address, old.prefix, statement)) {
                last = child.hear();
                if (last.equals("held")) child.kill();
            }
            assertThat(statement).isLessThan(100);
        }
        old.assertMigrated(0);
    }
}
