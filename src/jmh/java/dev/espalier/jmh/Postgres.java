package dev.espalier.jmh;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** A server whose commits wait for the disk, and a pool. */
final class Postgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    final HikariDataSource pool;

    Postgres(int connections) throws IOException {
        server = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> new ByteArrayInputStream(binaries()))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .start();
        var config = new HikariConfig();
        config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        config.setMaximumPoolSize(connections);
        pool = new HikariDataSource(config);
    }

    private static byte[] binaries() {
        try (var zip =
                new ZipFile(Path.of("target", "postgresql", "postgresql-17.jar").toFile())) {
            return zip.getInputStream(zip.getEntry("postgres-linux-x86_64.txz")).readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("run mvn generate-test-resources first", e);
        }
    }

    @Override
    public void close() throws IOException {
        pool.close();
        server.close();
    }
}
