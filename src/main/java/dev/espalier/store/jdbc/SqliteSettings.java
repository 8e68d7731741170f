package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.List;

/** The settings of SQLite on which durability rests. */
final class SqliteSettings {
    private static final int FULL = 2;

    private SqliteSettings() {}

    /** Turns write-ahead logging on, which is a property of the file, and refuses a database that cannot have it. */
    static void assertWal(Statements sql) throws SQLException {
        if (sql.connection().isReadOnly())
            throw refused("the connection is read-only: open the database read-write for the event store");
        if (mode(sql, "pragma journal_mode").equals("wal")) return;
        String mode = mode(sql, "pragma journal_mode = wal");
        if (!mode.equals("wal"))
            throw refused("the database cannot have a write-ahead log (its journal mode stays '" + mode
                    + "'): use a file on a local disk, not an in-memory or temporary database; InMemoryEventStore"
                    + " is the store without a file");
    }

    private static String mode(Statements sql, String pragma) throws SQLException {
        return sql.query(pragma, rows -> rows.next() ? rows.getString(1) : "unknown");
    }

    /** A property of each connection, so it is looked at whenever one is to write. */
    static boolean isDurable(Statements sql) throws SQLException {
        return sql.number("pragma synchronous") >= FULL;
    }

    static void assertDurable(Statements sql) throws SQLException {
        if (!isDurable(sql))
            throw refused(
                    "the connection has 'pragma synchronous' below FULL, so that a power failure takes back what was"
                            + " acknowledged: take the setting out of the data source, or set it to FULL or EXTRA");
    }

    /** The file behind a connection, for messages. */
    static String file(Statements sql) throws SQLException {
        return sql.query("select file from pragma_database_list where name = 'main'", rows -> {
            String file = rows.next() ? rows.getString(1) : null;
            return file == null || file.isEmpty() ? "(without a file)" : file;
        });
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of("SQLite: " + problem));
    }
}
