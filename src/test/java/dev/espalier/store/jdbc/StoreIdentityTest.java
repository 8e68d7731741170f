package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.store.memory.InMemoryEventStore;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Whose history a store holds. */
class StoreIdentityTest {
    @TempDir
    private Path folder;

    private SQLiteDataSource file(String name) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve(name));
        return source;
    }

    @Test
    void it_is_given_with_the_schema_and_stays_on_sqlite() {
        assertGivenOnce(file("a"), "one_", "two_");
    }

    @Test
    void it_is_given_with_the_schema_and_stays_on_postgres() {
        assertGivenOnce(PostgresServer.of(17).plain(), PostgresServer.freshPrefix(), PostgresServer.freshPrefix());
    }

    @Test
    void it_is_given_with_the_schema_and_stays_on_mariadb() {
        NeedsMariaDb.Condition.assume();
        assertGivenOnce(MariaDbServer.shared().plain(), Sql.freshPrefix(), Sql.freshPrefix());
    }

    private static void assertGivenOnce(DataSource source, String prefix, String other) {
        try (var store = JdbcEventStore.builder(source).prefix(prefix).build();
                var again = JdbcEventStore.builder(source).prefix(prefix).build();
                var beside = JdbcEventStore.builder(source).prefix(other).build()) {
            assertThat(store.identity().id()).isNotBlank();
            assertThat(store.identity().epoch()).isEqualTo(1);
            assertThat(again.identity()).isEqualTo(store.identity());
            assertThat(beside.identity()).isNotEqualTo(store.identity());
        }
    }

    @Test
    void each_store_in_memory_has_its_own() {
        try (var store = new InMemoryEventStore();
                var other = new InMemoryEventStore()) {
            assertThat(store.identity()).isEqualTo(store.identity());
            assertThat(store.identity().epoch()).isEqualTo(1);
            assertThat(other.identity()).isNotEqualTo(store.identity());
        }
    }
}
