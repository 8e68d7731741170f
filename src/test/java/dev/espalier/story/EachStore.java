package dev.espalier.story;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.jdbc.MariaDbFixture;
import dev.espalier.store.jdbc.NeedsMariaDb;
import dev.espalier.store.jdbc.PostgresFixture;
import dev.espalier.store.memory.InMemoryEventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteDataSource;

/** What must hold wherever events are kept. */
enum EachStore {
    IN_MEMORY,
    STRICT_IN_MEMORY,
    SQLITE,
    POSTGRESQL,
    MARIADB;

    /** An empty one. */
    TransactionalStore open() {
        return switch (this) {
            case IN_MEMORY -> new InMemoryEventStore();
            case STRICT_IN_MEMORY -> InMemoryEventStore.builder().strict().build();
            case SQLITE -> new JdbcEventStore(sqlite());
            case POSTGRESQL -> (TransactionalStore) new PostgresFixture(18, Pool.OF_ALL).open();
            case MARIADB -> {
                NeedsMariaDb.Condition.assume();
                yield (TransactionalStore) new MariaDbFixture(MariaDbPool.OF_ALL).open();
            }
        };
    }

    private static final class Pool {
        static final HikariDataSource OF_ALL = PostgresFixture.pool(18);
    }

    private static final class MariaDbPool {
        static final HikariDataSource OF_ALL = MariaDbFixture.pool();
    }

    static SQLiteDataSource sqlite() {
        try {
            var source = new SQLiteDataSource();
            Path folder = Files.createTempDirectory(Path.of("target"), "sqlite");
            source.setUrl("jdbc:sqlite:" + folder.resolve("events.db").toAbsolutePath());
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
