package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Where the store stands, once its one row is locked: that comes last and is held through the commit.
 *
 * @param head the last position
 * @param now when the next events are recorded, by the server's clock and never earlier than the last
 */
record MariaDbSequencer(long head, long now) {
    /** {@code sysdate} is the time at which the lock was had; {@code now} that at which the wait began. */
    private static final String TAKE = "time_zone = '+00:00' for select head,"
            + " greatest(recorded_at, timestampdiff(microsecond, '1970-01-01', sysdate(6))), " + MariaDbSettings.DURABLE
            + ", (select count(*) from {events} where position = ? and event_id = ?)"
            + " from {sequencer} where id = 1 for update";

    private static final String LOCK = "select head from {sequencer} where id = 1 for update";

    private static final String WRITE = "update {sequencer} set head = ?, recorded_at = ? where id = 1";

    /** Without a look at what it says. */
    static void lock(Statements sql, String within) throws SQLException {
        sql.number(within + LOCK);
    }

    static MariaDbSequencer take(Statements sql, String within, MariaDbProtocol protocol) throws SQLException {
        Object[] told = protocol.history().told();
        boolean nothing = told.length == 0;
        Found found = sql.query(
                within.replaceFirst("for $", ", ") + TAKE,
                Found::of,
                nothing ? 0 : told[0],
                nothing ? new byte[16] : EventRow.bytes(UUID.fromString(String.valueOf(told[1]))));
        if (!nothing && !found.inPlace()) {
            found.sequencer().refuseOldState(sql);
            throw protocol.history().lost(sql);
        }
        if (protocol.mustBeDurable && !found.durable())
            throw new UnsuitableTransactionException(
                    "MariaDB no longer keeps what it acknowledges: set innodb_flush_log_at_trx_commit to 1, and with"
                            + " a binary log sync_binlog and sql_log_bin to 1; nothing was stored",
                    null);
        return found.sequencer();
    }

    /** Under an isolation level above READ COMMITTED, a query may see less than what the lock stands for. */
    void refuseOldState(Statements sql) throws SQLException {
        if (sql.number(MariaDbFlush.HEAD) != head)
            throw new UnsuitableTransactionException(
                    "the transaction sees an old state: use READ COMMITTED, set before it begins", null);
    }

    private record Found(MariaDbSequencer sequencer, boolean durable, boolean inPlace) {
        static Found of(ResultSet rows) throws SQLException {
            if (!rows.next()) throw new SQLException("the row of the sequencer is missing");
            var sequencer = new MariaDbSequencer(rows.getLong(1), rows.getLong(2));
            return new Found(sequencer, rows.getBoolean(3), rows.getLong(4) == 1);
        }
    }

    /** Leaves it behind these events. */
    void write(int events, Statements sql) throws SQLException {
        sql.update(WRITE, head + events, now);
    }
}
