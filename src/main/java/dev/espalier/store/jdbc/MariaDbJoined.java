package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.MariaDbCode;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Hooks;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends in a transaction of the caller's. Each is accepted at once, under the locks of its streams and behind a savepoint,
 * so that one which fails is taken back and leaves the transaction usable. The events are written at the end, under the
 * sequencer, which the caller's commit then holds. MariaDB has no transaction that can only be rolled back, so a refusal
 * there does roll it back: the rows must not be committed without the events.
 */
final class MariaDbJoined implements JoinedProtocol {
    private static final String SAVEPOINT = "espalier_append";

    private final MariaDbProtocol protocol;
    private final Connection connection;
    private final MariaDbUnit unit;
    private MariaDbMark mark = MariaDbMark.NONE;
    private boolean completed;
    private @Nullable Exception failed;

    MariaDbJoined(MariaDbProtocol protocol, Connection connection) {
        this.protocol = protocol;
        this.connection = connection;
        this.unit = new MariaDbUnit(protocol.types);
        with(sql -> {
            refuseUnsuitable(sql);
            return 0;
        });
    }

    private void refuseUnsuitable(Statements sql) throws SQLException {
        if (failed != null)
            throw new UnsuitableTransactionException(
                    "the transaction was rolled back when an append or complete() failed: begin anew", failed);
        MariaDbJoinedSettings.check(sql, protocol.mustBeDurable);
        mark.check(sql);
    }

    @Override
    public Receipt append(Append append, Hooks hooks) {
        protocol.check(append);
        Replay.checkDistinct(append);
        return with(sql -> {
            refuseUnsuitable(sql);
            MariaDbMark before = mark;
            Receipt receipt = null;
            boolean done = false;
            sql.run("savepoint " + SAVEPOINT);
            try {
                receipt = accept(append, sql);
                if (receipt instanceof LateReceipt && append.participant() != Participant.NONE)
                    unit.pending().reached(protocol.services.call(append.participant(), receipt.events(), sql, hooks));
                if (receipt.replayed()) protocol.flush.awaitWithin(sql);
                sql.run("release savepoint " + SAVEPOINT);
                done = true;
                return receipt;
            } catch (SQLException e) {
                if (MariaDbCode.isRetryable(e)) failed = e;
                throw e;
            } finally {
                if (!done) takeBack(sql, before, receipt);
            }
        });
    }

    private Receipt accept(Append append, Statements sql) throws SQLException {
        Set<StreamId> streams = Appended.streams(append);
        var heads = new MariaDbHeads(() -> protocol.within);
        heads.take(streams, sql);
        if (!streams.isEmpty()) mark = mark.next(streams.iterator().next(), sql);
        return unit.accept(append, true, heads, sql);
    }

    private void takeBack(Statements sql, MariaDbMark before, @Nullable Receipt receipt) {
        mark = before;
        if (receipt != null) unit.pending().forget(receipt);
        try {
            sql.run("rollback to savepoint " + SAVEPOINT);
            sql.run("release savepoint " + SAVEPOINT);
            protocol.flush.awaitWithin(sql);
        } catch (SQLException e) {
            if (failed == null) failed = e;
        }
    }

    @Override
    public void lock(CommandKey command) {
        with(sql -> {
            refuseUnsuitable(sql);
            try {
                new MariaDbHeads(() -> protocol.within).take(command, sql);
            } catch (SQLException e) {
                if (MariaDbCode.isRetryable(e)) failed = e;
                throw e;
            }
            return 0;
        });
    }

    @Override
    public void record(CommandKey command, Receipt receipt) {
        with(sql -> MariaDbEvents.write(command, receipt, sql));
    }

    @Override
    public void complete() {
        if (completed || failed == null && unit.pending().isEmpty()) return;
        with(sql -> {
            refuseUnsuitable(sql);
            boolean done = false;
            try {
                write(sql);
                done = true;
            } catch (SQLException | RuntimeException e) {
                failed = e;
                throw e;
            } finally {
                if (!done) rollBack(sql);
            }
            completed = true;
            return 0;
        });
    }

    private void rollBack(Statements sql) {
        try {
            sql.run("rollback");
            protocol.flush.awaitWithin(sql);
        } catch (SQLException lost) {
            // with the connection, the server ends its transaction as well
        }
    }

    private void write(Statements sql) throws SQLException {
        var sequencer = MariaDbSequencer.take(sql, protocol.within, protocol);
        sequencer.refuseOldState(sql);
        if (unit.write(sequencer, sql) != null)
            throw new DuplicateEventException(unit.pending().ids().get(0));
    }

    @Override
    public boolean isStored() {
        return completed || failed == null && unit.pending().isEmpty();
    }

    @Override
    public Pending pending() {
        return completed ? Pending.NONE : unit.pending();
    }

    @Override
    public Access reads() {
        return new Access() {
            @Override
            public <T> T with(SqlWork<T> work) {
                return MariaDbJoined.this.with(sql -> {
                    T result = work.on(sql);
                    if (!completed) protocol.flush.awaitWithin(sql);
                    return result;
                });
            }
        };
    }

    private <T> T with(SqlWork<T> work) {
        protocol.refuseWhenClosed();
        try (Statements sql = protocol.statements(connection)) {
            return work.on(sql);
        } catch (SQLException e) {
            throw protocol.failure("in a transaction of the application's", e);
        }
    }
}
