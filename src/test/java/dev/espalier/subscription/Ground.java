package dev.espalier.subscription;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.jdbc.MariaDbFixture;
import dev.espalier.store.jdbc.NeedsMariaDb;
import dev.espalier.store.jdbc.PostgresFixture;
import dev.espalier.store.memory.InMemoryEventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** Where a test stands: a store, and rows that a subscription writes beside its checkpoint. */
interface Ground extends AutoCloseable {
    /** Each kind of store on which subscriptions are tried. */
    enum Kind {
        MEMORY,
        SQLITE,
        POSTGRESQL,
        MARIADB;

        Ground open() {
            return switch (this) {
                case MEMORY -> new Memory(new InMemoryEventStore(), Collections.synchronizedList(new ArrayList<>()));
                case SQLITE -> Database.on(sqlite(file()), "espalier_");
                case POSTGRESQL -> Database.on(PostgresFixture.pool(17), fresh());
                case MARIADB -> {
                    NeedsMariaDb.Condition.assume();
                    yield Database.on(MariaDbFixture.pool(), fresh());
                }
            };
        }
    }

    EventStore store();

    /** Another instance on the same data; the same one where there can be no other. */
    EventStore another();

    /** Writes a row, in the transaction. */
    void write(EventEnvelope event, Transaction transaction) throws SQLException;

    /** Positions of what was written and committed, in the order of writing. */
    List<Long> written();

    void clear();

    @Override
    void close();

    static String fresh() {
        return "s" + UUID.randomUUID().toString().substring(0, 8) + "_";
    }

    static Path file() {
        try {
            return Files.createTempDirectory(Path.of("target"), "following")
                    .resolve("events.db")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DataSource sqlite(Path file) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        source.setBusyTimeout(10_000);
        return source;
    }

    /** As far as it goes: on a machine that is very busy, a transaction may be ended as if its process hung. */
    static void follow(Espalier espalier) {
        try {
            espalier.subscriptions().runUntilCaughtUp();
        } catch (EspalierException trouble) {
            if (!trouble.retryable()) throw trouble;
        }
    }

    /** What {@link Database#place} says, in another process. */
    static DataSource source(String place) {
        if (place.startsWith("jdbc:sqlite:")) return sqlite(Path.of(place.substring("jdbc:sqlite:".length())));
        try {
            if (place.startsWith("jdbc:mariadb:"))
                return new MariaDbDataSource(place.replaceAll("\\?.*", "") + "?user=application&password=secret");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var source = new PGSimpleDataSource();
        source.setUrl(place);
        source.setUser("postgres");
        return source;
    }

    record Memory(InMemoryEventStore store, List<Long> written) implements Ground {
        @Override
        public EventStore another() {
            return store;
        }

        @Override
        public void write(EventEnvelope event, Transaction transaction) {
            transaction.onRollback(() -> written.remove((Long) event.position()));
            written.add(event.position());
        }

        @Override
        public void clear() {
            written.clear();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    record Database(DataSource source, String prefix, EventStore store) implements Ground {
        static Database on(DataSource source, String prefix) {
            var ground = new Database(
                    source,
                    prefix,
                    JdbcEventStore.builder(source).prefix(prefix).build());
            ground.run("create table if not exists " + ground.table()
                    + " (place "
                    + (source instanceof SQLiteDataSource ? "integer primary key" : "serial primary key")
                    + ", written bigint not null)");
            return ground;
        }

        /** Where another process finds the same data. */
        String place() {
            try (Connection connection = source.getConnection()) {
                return connection.getMetaData().getURL();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        String table() {
            return prefix + "written";
        }

        void run(String sql) {
            try (Connection connection = source.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public EventStore another() {
            return JdbcEventStore.builder(source).prefix(prefix).build();
        }

        @Override
        public void write(EventEnvelope event, Transaction transaction) throws SQLException {
            try (var insert = transaction
                    .as(Connection.class)
                    .prepareStatement("insert into " + table() + " (written) values (?)")) {
                insert.setLong(1, event.position());
                insert.executeUpdate();
            }
        }

        @Override
        public List<Long> written() {
            try (Connection connection = source.getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select written from " + table() + " order by place")) {
                var positions = new ArrayList<Long>();
                while (rows.next()) positions.add(rows.getLong(1));
                return positions;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void clear() {
            run("delete from " + table());
        }

        @Override
        public void close() {
            store.close();
            if (source instanceof HikariDataSource pool) pool.close();
        }
    }
}
