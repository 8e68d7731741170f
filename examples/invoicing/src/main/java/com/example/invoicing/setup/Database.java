package com.example.invoicing.setup;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The SQLite file with the tables of the old system. */
public final class Database {
    private static final int CONNECTIONS = 4;
    private static final int WAIT_MILLIS = 10_000;

    private Database() {}

    /** Makes the file and its tables, where they are missing. To be closed. */
    public static HikariDataSource open(Path file) {
        return open(file, SQLiteConfig.SynchronousMode.FULL);
    }

    /** For rows that need not outlive the machine, as they can be had again from the events, or go with them. */
    public static HikariDataSource openForNow(Path file) {
        return open(file, SQLiteConfig.SynchronousMode.OFF);
    }

    /** The file of the views beside it, which can be had again from the events. */
    public static HikariDataSource openViews(Path file) {
        return pool(connections(file.resolveSibling(file.getFileName() + "-views"), SQLiteConfig.SynchronousMode.OFF));
    }

    private static HikariDataSource open(Path file, SQLiteConfig.SynchronousMode synchronous) {
        var connections = connections(file, synchronous);
        try (Connection connection = connections.getConnection()) {
            createTables(connection);
        } catch (SQLException e) {
            throw new BadInput(file + ": cannot be used as a SQLite file (" + e.getMessage() + ")");
        }
        return pool(connections);
    }

    private static SQLiteDataSource connections(Path file, SQLiteConfig.SynchronousMode synchronous) {
        var config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(WAIT_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(synchronous);
        var connections = new SQLiteDataSource(config);
        connections.setUrl("jdbc:sqlite:" + file);
        return connections;
    }

    private static HikariDataSource pool(SQLiteDataSource connections) {
        var pool = new HikariConfig();
        pool.setDataSource(connections);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(0);
        return new HikariDataSource(pool);
    }

    public static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(schema());
        }
    }

    /** A new file, in a folder of its own. */
    public static Path temporaryFile() {
        try {
            return Files.createTempDirectory("invoicing-").resolve("invoicing.db");
        } catch (IOException e) {
            throw new BadInput("no temporary folder can be made (" + e.getMessage() + "); use --db PATH");
        }
    }

    private static String schema() {
        try (InputStream in = Database.class.getResourceAsStream("legacy-schema.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
