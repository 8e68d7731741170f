package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL, one for each major in a test run, started when it is first asked for. Where its binaries do not run, the
 * tests that need it fail: nothing is skipped in silence.
 */
final class PostgresServer {
    private static final Map<Integer, PostgresServer> STARTED = new ConcurrentHashMap<>();

    private final EmbeddedPostgres server;

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    static PostgresServer of(int major) {
        return STARTED.computeIfAbsent(major, number -> new PostgresServer(start(number, builder -> {})));
    }

    /** Without the sync of each commit, unless a test is about that; everything else as a server of somebody's. */
    static EmbeddedPostgres start(int major, Consumer<EmbeddedPostgres.Builder> settings) {
        try {
            var builder = EmbeddedPostgres.builder()
                    .setPgBinaryResolver((system, machine) -> new ByteArrayInputStream(binaries(major)))
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "150");
            settings.accept(builder);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL " + major + " does not start here; its tests need it", e);
        }
    }

    private static byte[] binaries(int major) {
        Path jar = Path.of("target", "postgresql", "postgresql-" + major + ".jar");
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.getInputStream(zip.getEntry("postgres-linux-x86_64.txz")).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("no " + jar + ": run mvn generate-test-resources", e);
        }
    }

    static String freshPrefix() {
        return Sql.freshPrefix();
    }

    PGSimpleDataSource plain() {
        var source = new PGSimpleDataSource();
        source.setUrl(server.getJdbcUrl("postgres", "postgres"));
        return source;
    }

    HikariDataSource pooled(int connections) {
        return pooled(plain(), connections);
    }

    static HikariDataSource pooled(DataSource source, int connections) {
        return pooled(source, connections, config -> {});
    }

    static HikariDataSource pooled(DataSource source, int connections, Consumer<HikariConfig> settings) {
        return Sql.pooled(source, connections, settings);
    }

    static void run(DataSource source, String... statements) throws SQLException {
        Sql.run(source, statements);
    }

    static long number(DataSource source, String query) throws SQLException {
        return Sql.number(source, query);
    }

    static long number(Connection connection, String query) throws SQLException {
        return Sql.number(connection, query);
    }
}
