package dev.espalier.store.jdbc;

import dev.espalier.jdbc.SqlState;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Transactions that are one trip: appends without services, on a connection that stays in autocommit mode. What several
 * callers share does not wait for the locks of streams, so that one command at work holds up nobody else.
 */
final class PostgresTrips {
    /** What became of one append of a trip. */
    sealed interface Answer {}

    /** The database has said it; what was accepted is committed. */
    record Told(PostgresOutcome outcome) implements Answer {}

    /** The trip failed, on a connection to this process of the server, 0 where the driver does not tell. */
    record Failed(SQLException cause, long backend) implements Answer {}

    /** It cannot share a transaction, and has to wait for its locks or meet its error by itself. Nothing was stored. */
    record Alone() implements Answer {}

    private static final String BEGIN = "begin isolation level read committed read write; ";

    private final PostgresProtocol protocol;

    PostgresTrips(PostgresProtocol protocol) {
        this.protocol = protocol;
    }

    /** Those who wait, in one transaction. */
    List<Answer> together(Combiner.Queue<PostgresPlain> queue) {
        protocol.refuseWhenClosed();
        Statements sql = protocol.connect();
        var batch = new PostgresBatch();
        queue.take(batch::add);
        return commit(batch, text(), sql);
    }

    /** One, which waits for its locks. */
    Answer alone(PostgresPlain append) {
        PostgresText text = text();
        new PostgresLocks().take(Appended.streams(append.append()), text);
        var batch = new PostgresBatch();
        batch.add(append);
        return commit(batch, text, protocol.connect()).get(0);
    }

    private PostgresText text() {
        return new PostgresText().add(BEGIN).add(protocol.lockTimeout).add(PostgresProtocol.PLANS);
    }

    private List<Answer> commit(PostgresBatch batch, PostgresText text, Statements sql) {
        long backend = 0;
        try {
            backend = PostgresSettle.backend(sql.connection());
            batch.addTo(text.add(PostgresLocks.SEQUENCER), protocol.appends);
            return batch.run(text.add("commit"), sql);
        } catch (SQLException | RuntimeException | Error e) {
            PostgresProtocol.rollBack(sql);
            return failed(batch.size(), e instanceof SQLException known ? known : new SQLException(e), backend);
        } finally {
            protocol.giveBack(sql);
        }
    }

    /** An error that may come from one append of several is found by each of them alone. */
    private static List<Answer> failed(int appends, SQLException e, long backend) {
        boolean common = PostgresSettle.isUnknown(e) || SqlState.is(e, SqlState.LOCK_TIMEOUT);
        return Collections.nCopies(appends, common || appends == 1 ? new Failed(e, backend) : new Alone());
    }
}
