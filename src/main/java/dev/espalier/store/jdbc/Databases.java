package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.Statements;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Finds out which database a data source leads to. */
final class Databases {
    private static final String SQLITE_DRIVER = "org.sqlite.";
    private static final int SQLITE_MAJOR = 3;
    private static final int SQLITE_MINOR = 37;
    private static final int POSTGRES_MAJOR = 17;
    private static final int MARIADB_MAJOR = 10;
    private static final int MARIADB_MINOR = 6;

    private Databases() {}

    static Protocol protocol(Source source, JdbcSettings settings, BooleanSupplier closed) {
        Statements sql = source.open();
        try {
            DatabaseMetaData about = sql.connection().getMetaData();
            String product = about.getDatabaseProductName();
            if (product.equals("PostgreSQL")) return postgres(about, source, settings, closed);
            if (product.equals("MariaDB")) return mariaDb(about, source, settings, closed);
            if (!product.equals("SQLite"))
                throw refused("'" + product + "' is not supported; SQLite is, by org.xerial:sqlite-jdbc, PostgreSQL, by"
                        + " org.postgresql:postgresql, and MariaDB, by org.mariadb.jdbc:mariadb-java-client");
            int major = about.getDatabaseMajorVersion();
            if (major < SQLITE_MAJOR || major == SQLITE_MAJOR && about.getDatabaseMinorVersion() < SQLITE_MINOR)
                throw refused("SQLite " + about.getDatabaseProductVersion() + " is too old: use 3.37 or above");
            keepBare(source, sql);
            return new SqliteProtocol(source, settings, SqliteSettings.file(sql), closed);
        } catch (SQLException e) {
            throw new StoreUnavailableException("the database could not be asked what it is", e);
        } finally {
            source.giveBack(sql, true);
        }
    }

    /** Where nobody pools SQLite's connections, the source does. */
    static void keepBare(Source source, Statements sql) {
        Class<?> type = sql.connection().getClass();
        if (type.getName().startsWith(SQLITE_DRIVER)) source.keep(type);
    }

    private static Protocol postgres(
            DatabaseMetaData about, Source source, JdbcSettings settings, BooleanSupplier closed) throws SQLException {
        if (about.getDatabaseMajorVersion() < POSTGRES_MAJOR)
            throw refused("PostgreSQL " + about.getDatabaseProductVersion() + " is too old: use 17 or above");
        return new PostgresProtocol(source, settings, closed);
    }

    private static Protocol mariaDb(
            DatabaseMetaData about, Source source, JdbcSettings settings, BooleanSupplier closed) throws SQLException {
        int major = about.getDatabaseMajorVersion();
        if (major < MARIADB_MAJOR || major == MARIADB_MAJOR && about.getDatabaseMinorVersion() < MARIADB_MINOR)
            throw refused("MariaDB " + about.getDatabaseProductVersion() + " is too old: use 10.6 or above");
        return new MariaDbProtocol(source, settings, closed);
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of("event store on JDBC: " + problem));
    }
}
