package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/** Data sources for tests, on files. */
final class SqliteFile {
    private SqliteFile() {}

    /** A new file in a folder that the test run throws away. */
    static Path fresh() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "sqlite");
            return folder.resolve("events.db").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DataSource plain(Path file) {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    static HikariDataSource pooled(Path file, int connections) {
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }
}
