package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.SqlState;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

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
        return commit(batch, Set.of(), sql);
    }

    /** One, which waits for its locks. */
    Answer alone(PostgresPlain append) {
        var batch = new PostgresBatch();
        batch.add(append);
        return commit(batch, Appended.streams(append.append()), protocol.connect())
                .get(0);
    }

    private List<Answer> commit(PostgresBatch batch, Set<StreamId> locked, Statements sql) {
        Duration wait = batch.leastWait();
        long backend = 0;
        try {
            backend = PostgresSettle.backend(sql.connection());
            PostgresText text =
                    protocol.waiting(wait, new PostgresText().add(BEGIN)).add(PostgresProtocol.PLANS);
            new PostgresLocks().take(locked, text);
            batch.addTo(text.add(PostgresLocks.SEQUENCER), protocol.appends);
            return batch.run(text.add("commit"), sql);
        } catch (SQLException | RuntimeException | Error e) {
            PostgresProtocol.rollBack(sql);
            SQLException cause = e instanceof SQLException known ? known : new SQLException(e);
            // what may come from one of several, or from its haste, is found by each of them alone
            boolean all = PostgresSettle.isUnknown(cause)
                    || SqlState.is(cause, SqlState.LOCK_TIMEOUT) && wait.equals(protocol.lockWait);
            return Collections.nCopies(
                    batch.size(), all || batch.size() == 1 ? new Failed(cause, backend) : new Alone());
        } finally {
            protocol.giveBack(sql);
        }
    }
}
