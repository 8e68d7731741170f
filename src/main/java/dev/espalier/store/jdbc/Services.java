package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.LentConnection;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Hooks;
import dev.espalier.store.Nesting;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Calls snapshot update services, on a connection that is lent to them. */
final class Services {
    private static final String SAVEPOINT = "espalier_service";

    private final Nesting nesting;

    Services(Nesting nesting) {
        this.nesting = nesting;
    }

    /** A savepoint tells when a service has ended the transaction by SQL, past the connection that it is lent. */
    List<SnapshotVersion> call(Participant participant, List<EventEnvelope> events, Statements sql, Hooks hooks)
            throws SQLException {
        sql.run("savepoint " + SAVEPOINT);
        List<SnapshotVersion> reached = call(participant, events, sql.connection(), hooks);
        try {
            sql.run("release savepoint " + SAVEPOINT);
        } catch (SQLException e) {
            throw new UnsuitableTransactionException(
                    "a snapshot update service ended the transaction that it was called in, by SQL of its own; the events"
                            + " were not stored, but what it had written before may be: take the COMMIT or ROLLBACK out",
                    e);
        }
        return reached;
    }

    /** Where something else tells when a service has ended the transaction. */
    List<SnapshotVersion> call(
            Participant participant, List<EventEnvelope> events, Connection connection, Hooks hooks) {
        var lent = new LentConnection(connection);
        List<SnapshotVersion> reached;
        try {
            reached = nesting.run(participant, events, new LentTransaction(lent.connection(), hooks));
        } finally {
            lent.close();
        }
        lent.refuseWhenAbused();
        return reached;
    }
}
