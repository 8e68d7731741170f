package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The settings of MariaDB on which durability and order rest.
 *
 * @param logged whether commits go through the binary log, which is synced before anybody sees them
 * @param limits of an append, from what a packet holds
 */
record MariaDbSettings(boolean logged, Limits limits) {
    /** Holds where an acknowledged commit is on disk. */
    static final String DURABLE = "@@global.innodb_flush_log_at_trx_commit in (1, 3)"
            + " and (@@global.log_bin = 0 or @@global.sync_binlog = 1 and @@session.sql_log_bin = 1)";

    /** Holds where a query without a limit returns all that it means. */
    static final String WHOLE = "@@session.sql_select_limit >= 9223372036854775807";

    /** Holds where texts arrive as they were sent: elsewhere what a character set lacks is stored as '?', or '' as null. */
    static final String FAITHFUL = "@@session.character_set_client = 'utf8mb4'"
            + " and @@session.character_set_connection = 'utf8mb4'"
            + " and coalesce(@@session.character_set_results, 'utf8mb4') = 'utf8mb4'"
            + " and find_in_set('EMPTY_STRING_IS_NULL', @@session.sql_mode) = 0";

    /** Holds where unique keys are looked at for each row: they stand behind ids and versions. */
    static final String UNIQUE = "@@session.unique_checks = 1";

    private static final String SETTINGS = "select " + DURABLE + ", @@global.log_bin, @@session.binlog_format,"
            + " @@global.read_only, @@session.tx_read_only, @@session.max_allowed_packet, "
            + WHOLE + ", " + FAITHFUL + ", " + UNIQUE;
    private static final String GALERA = "select count(*) from information_schema.global_variables"
            + " where variable_name = 'WSREP_ON' and variable_value = 'ON'";

    /** A payload as text may take twice its bytes, and the rest of its row this much. */
    private static final int ROW = 1 << 20;

    private static final int LEAST_PACKET = 4 << 20;

    static MariaDbSettings check(Statements sql, boolean asynchronousCommit) throws SQLException {
        if (sql.number(GALERA) > 0)
            throw refused("this is a Galera cluster, which can lose acknowledged commits: use a single primary");
        return sql.query(SETTINGS, rows -> {
            rows.next();
            return check(rows, asynchronousCommit);
        });
    }

    private static MariaDbSettings check(ResultSet rows, boolean asynchronousCommit) throws SQLException {
        if (!rows.getBoolean(1) && !asynchronousCommit)
            throw refused(
                    "a crash takes back what was acknowledged: set innodb_flush_log_at_trx_commit to 1, and with a"
                            + " binary log sync_binlog to 1 and sql_log_bin to 1, or say asynchronousCommit() if that is"
                            + " meant");
        boolean logged = rows.getBoolean(2);
        if (logged && rows.getString(3).equals("STATEMENT"))
            throw refused("binlog_format is STATEMENT, which excludes READ COMMITTED: set it to MIXED or ROW");
        if (rows.getBoolean(4)) throw refused("the server is read-only: connect to the primary");
        if (rows.getBoolean(5)) throw refused("transactions are read-only here (tx_read_only, or the data source)");
        if (!rows.getBoolean(7))
            throw refused("sql_select_limit would cut short what is read: leave it at its default");
        if (!rows.getBoolean(8))
            throw refused("texts would not arrive as they were sent: character_set_client, character_set_connection and"
                    + " character_set_results must be utf8mb4, and sql_mode without EMPTY_STRING_IS_NULL");
        if (!rows.getBoolean(9)) throw refused("unique_checks is off, on which ids and versions rest: set it to 1");
        long packet = rows.getLong(6);
        if (packet < LEAST_PACKET)
            throw refused("max_allowed_packet is " + packet + ": set it to " + LEAST_PACKET + " or more");
        long payload = Math.min(Limits.DEFAULT.payloadBytes(), (packet - ROW) / 2);
        return new MariaDbSettings(logged, new Limits(Limits.DEFAULT.events(), (int) payload));
    }

    static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of("MariaDB: " + problem));
    }
}
