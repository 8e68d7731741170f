package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** What tests on every server need. */
final class Sql {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private Sql() {}

    /** A prefix that no other test has. */
    static String freshPrefix() {
        return "t" + PREFIXES.incrementAndGet() + "_";
    }

    static HikariDataSource pooled(DataSource source, int connections, Consumer<HikariConfig> settings) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        settings.accept(config);
        return new HikariDataSource(config);
    }

    /** Runs statements on a connection of its own. */
    static void run(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection()) {
            run(connection, statements);
        }
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String each : statements) statement.execute(each);
        }
    }

    static long number(DataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return number(connection, query);
        }
    }

    static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
