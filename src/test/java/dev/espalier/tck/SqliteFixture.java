package dev.espalier.tck;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A file of its own for each test, by plain connections or from a pool. */
public final class SqliteFixture implements StoreFixture {
    private final Path folder;
    private final DataSource source;
    private final HikariDataSource pool;
    private final CutOff cutOff;

    /** Plain connections, or a pool of them. */
    public SqliteFixture(boolean pooled) throws IOException {
        folder = Files.createTempDirectory(Path.of("target"), "conformance").toAbsolutePath();
        pool = pooled ? pooled(file()) : null;
        source = pooled ? pool : plain(file());
        cutOff = new CutOff(source);
    }

    private Path file() {
        return folder.resolve("events.db");
    }

    static DataSource plain(Path file) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static HikariDataSource pooled(Path file) {
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setMaximumPoolSize(5);
        return new HikariDataSource(config);
    }

    @Override
    public EventStore open() {
        return JdbcEventStore.builder(cutOff.source())
                .allowDeletion()
                .immutableEvents()
                .build();
    }

    @Override
    public Set<Capability> absent() {
        return EnumSet.of(Capability.KILLS);
    }

    @Override
    public EventStore openBeside() {
        return JdbcEventStore.builder(cutOff.source()).prefix("beside_").build();
    }

    @Override
    public Optional<AutoCloseable> outage() {
        return pool == null ? Optional.empty() : Optional.of(cutOff.begin()); // the store keeps connections of its own
    }

    @Override
    public Rows rows() throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists legacy (text text primary key)");
        }
        return new TableRows(source, "legacy");
    }

    @Override
    public ApplicationTransaction join(EventStore store) throws SQLException {
        var config = new SQLiteConfig();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(10_000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file());
        connection.setAutoCommit(false);
        return new ConnectionApplication(
                connection, ((JdbcEventStore) store).in(connection), SqliteFixture::busyTimeout);
    }

    private static String busyTimeout(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var timeout = statement.executeQuery("pragma busy_timeout")) {
            return "waits " + timeout.getInt(1);
        }
    }

    @Override
    public Optional<OtherProcess> otherProcess() {
        return Optional.of(new OtherProcess(Opener.class, List.of(file().toString())));
    }

    /** In the other process. */
    public static final class Opener implements StoreOpener {
        /** For the kit. */
        public Opener() {}

        @Override
        public EventStore open(List<String> arguments) {
            return new JdbcEventStore(plain(Path.of(arguments.get(0))));
        }
    }

    @Override
    public Optional<AutoCloseable> backup() throws SQLException {
        run("backup to " + folder.resolve("backup.db"));
        return Optional.of(() -> run("restore from " + folder.resolve("backup.db")));
    }

    @Override
    public List<Callable<?>> changes(UUID event) {
        return Stream.of(
                        "update espalier_events set payload = x'00'",
                        "update espalier_events set type = 'espalier:tombstone', payload = x''",
                        "delete from espalier_events",
                        "delete from espalier_events where position = 1",
                        "replace into espalier_events select * from espalier_events",
                        "insert into espalier_events select * from espalier_events where true"
                                + " on conflict do update set payload = x'00'")
                .<Callable<?>>map(sql -> () -> run(sql))
                .toList();
    }

    private int run(String sql) throws SQLException {
        try (Connection connection = plain(file()).getConnection();
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws IOException {
        if (pool != null) pool.close();
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) Files.delete(each);
        }
        Files.delete(folder);
    }
}
