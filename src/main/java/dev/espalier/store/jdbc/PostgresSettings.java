package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.List;

/** The settings of PostgreSQL on which durability and order rest. What the server does with {@code fsync} is its owner's word. */
final class PostgresSettings {
    private static final String SETTINGS = """
            select current_setting('server_encoding'), current_setting('synchronous_commit'),
                current_setting('transaction_read_only'), pg_is_in_recovery()""";

    private PostgresSettings() {}

    static void check(Statements sql, boolean asynchronousCommit) throws SQLException {
        sql.query(SETTINGS, rows -> {
            rows.next();
            if (!rows.getString(1).equals("UTF8"))
                throw refused("the database has encoding " + rows.getString(1) + ": it must be UTF8");
            if (rows.getString(2).equals("off") && !asynchronousCommit)
                throw refused(
                        "synchronous_commit is off for this database, role or connection, so that a crash takes back"
                                + " what was acknowledged: set it to on, or say asynchronousCommit() if that is meant");
            if (rows.getBoolean(4)) throw refused("the server is a standby: connect to the primary");
            if (rows.getString(3).equals("on"))
                throw refused("transactions are read-only here (default_transaction_read_only, or the data source)");
            return 0;
        });
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of("PostgreSQL: " + problem));
    }
}
