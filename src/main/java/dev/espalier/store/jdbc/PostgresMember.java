package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Hooks;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work has accepted, on its way to the commit. Its own transaction holds the locks of its streams until the
 * end. The rows of its services, its events and what came of its commands go there too, or into the transaction of another.
 *
 * @param session its own
 * @param handled what came of commands, as far as it is known when the commit begins
 */
record PostgresMember(
        PostgresProtocol protocol,
        PostgresSession session,
        PostgresUnit unit,
        Append append,
        Receipt receipt,
        Map<CommandKey, Receipt> handled,
        Hooks hooks) {

    /** Whether it may be written by a statement that writes others too, and nobody waits for it meanwhile. */
    boolean isShareable() {
        return PostgresPlain.fits(append) && !session.holdsSequencer();
    }

    /** Calls its services, in one or another transaction. */
    List<SnapshotVersion> serve(PostgresSession transaction) {
        if (append.participant() == Participant.NONE || !(receipt instanceof LateReceipt)) return List.of();
        return transaction.participate(append.participant(), receipt.events(), hooks);
    }

    /** Calls its services and commits, alone or with others. */
    void share() {
        var own = new PostgresRound(this);
        PostgresRound.Answer answer =
                protocol.rounds.share(this, session.patience().end(), own);
        if (answer instanceof PostgresRound.Alone alone) goAlone(own, alone.cause());
        else if (answer instanceof PostgresRound.Failed failed) throw failure(failed.cause());
        else if (answer instanceof PostgresRound.Refused refused)
            throw unit.refusal(refused.refusal(), protocol.appends, protocol.reads());
        else if (answer instanceof PostgresRound.Unknown unknown)
            throw new OutcomeUnknownException(unit.pending().ids(), unknown.cause());
        else if (answer instanceof PostgresRound.Found found) stored(found.cause());
    }

    /** After its own round, what its own services have written still stands, unless its transaction was lost. */
    private void goAlone(PostgresRound own, @Nullable SQLException cause) {
        if (cause != null && session.isFresh()) throw failure(cause);
        session.patience().refuseWhenOver();
        if (own.isBegun()) own.finishFirst();
        else {
            hooks.rolledBack();
            unit.pending().reached(serve(session));
            commit();
        }
    }

    /** Writes what was accepted, and commits, alone; a refusal undoes the services' rows. */
    void commit() {
        try {
            session.write(unit, handled, session.patience().now());
        } catch (SQLException e) {
            session.end();
            PostgresOutcome refusal = PostgresOutcome.raised(e);
            if (refusal == null) settle(e);
            else if (refusal.code() != PostgresOutcome.KNOWN)
                throw unit.refusal(refusal, protocol.appends, protocol.reads());
            else {
                hooks.rolledBack();
                unit.settle(protocol.reads(), true);
            }
        }
    }

    private void settle(SQLException e) {
        if (!PostgresSettle.isUnknown(e)
                || !protocol.settle.stored(unit.pending().ids(), unit.streams(), PostgresWork.HELD, e))
            throw failure(e);
        stored(e);
    }

    /** Although the answer was lost. */
    private void stored(SQLException cause) {
        session.end();
        protocol.settle.found(unit.pending().ids(), cause, () -> {
            unit.settle(protocol.reads(), false);
            return unit;
        });
    }

    private RuntimeException failure(SQLException cause) {
        return protocol.failure("append (nothing was stored)", cause);
    }
}
