package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mark that an append leaves in a row which its transaction holds. It vanishes with a savepoint that is rolled back, or
 * when somebody ends the transaction.
 *
 * @param stream with whose head it stands; none before the first append
 * @param text what stands there
 */
record MariaDbMark(@Nullable StreamId stream, String text) {
    static final MariaDbMark NONE = new MariaDbMark(null, "");

    private static final String WRITE = "update {stream_heads} set mark = ? where category = ? and stream = ?";
    private static final String CHECK =
            "select count(*) from {stream_heads} where category = ? and stream = ? and mark = ?";
    /** Asked for alone, since a query of a table begins a transaction. */
    private static final String ALIVE = "select @@session.in_transaction";

    MariaDbMark next(StreamId held, Statements sql) throws SQLException {
        String next = UUID.randomUUID().toString();
        sql.update(WRITE, next, held.category(), held.key());
        return new MariaDbMark(held, next);
    }

    void check(Statements sql) throws SQLException {
        if (stream == null) return;
        if (sql.number(ALIVE) == 1 && sql.number(CHECK, stream.category(), stream.key(), text) == 1) return;
        throw new UnsuitableTransactionException(
                "the transaction is no longer the one in which the events were accepted: a savepoint was rolled back that"
                        + " was set before an append, or the transaction has ended. Roll it back and begin anew",
                null);
    }
}
