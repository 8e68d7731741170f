package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Hooks;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends in a transaction of the caller's. Each is accepted at once, under the locks of its streams and behind a savepoint,
 * so that one which fails is taken back and leaves the transaction usable. The events are written at the end, under the
 * sequencer, which the caller's commit then holds; a refusal there is raised, so that the transaction cannot be committed
 * without its events.
 */
final class PostgresJoined implements JoinedProtocol {
    private static final String SAVEPOINT = "savepoint espalier_append; ";
    private static final String RELEASE = "release espalier_append";
    private static final String TAKE_BACK = "rollback to espalier_append; release espalier_append";
    private static final String READ_FAILED = "rollback to espalier_read; release espalier_read";

    private final PostgresProtocol protocol;
    private final Connection connection;
    private final PostgresUnit unit = new PostgresUnit();
    private PostgresLocks locks = new PostgresLocks();
    private boolean completed;
    private @Nullable RuntimeException failed;

    PostgresJoined(PostgresProtocol protocol, Connection connection) {
        this.protocol = protocol;
        this.connection = connection;
        with(this::settings);
    }

    /** Refuses what cannot keep the promise; nothing has been locked or changed then. */
    private PostgresJoinedSettings settings(Statements sql) throws SQLException {
        if (failed != null)
            throw new UnsuitableTransactionException("complete() has failed before: roll the transaction back", failed);
        return PostgresJoinedSettings.of(sql, protocol.appends, unit.mark());
    }

    @Override
    public Receipt append(Append append, Hooks hooks) {
        protocol.check(append);
        Replay.checkDistinct(append);
        return with(sql -> {
            PostgresJoinedSettings before = settings(sql);
            PostgresLocks held = locks.copy();
            String mark = unit.nextMark();
            Receipt receipt = null;
            boolean done = false;
            try {
                receipt = unit.accept(append, test(append, mark, before, sql), protocol.appends, frame(sql));
                if (receipt instanceof LateReceipt && append.participant() != Participant.NONE)
                    unit.pending().reached(participate(append, receipt.events(), hooks));
                sql.run(RELEASE);
                done = true;
                return receipt;
            } finally {
                if (!done) takeBack(sql, held, receipt);
            }
        });
    }

    private PostgresOutcome test(Append append, String mark, PostgresJoinedSettings before, Statements sql)
            throws SQLException {
        Set<StreamId> streams = Appended.streams(append);
        var text = new PostgresText().add(SAVEPOINT).add(protocol.lockTimeout);
        locks.take(streams, text);
        text.add(before.lockTimeout()).add(PostgresSession.MARK, protocol.appends.mark(), mark);
        text.add(PostgresSession.FRAME);
        unit.test(append, text, protocol.appends);
        return text.add(PostgresSession.FRAME_END).run(sql, PostgresOutcome::of);
    }

    private List<SnapshotVersion> participate(Append append, List<EventEnvelope> events, Hooks hooks) {
        return protocol.appends.participate(append.participant(), events, connection, hooks);
    }

    private void takeBack(Statements sql, PostgresLocks held, @Nullable Receipt receipt) {
        unit.unmark();
        locks = held;
        if (receipt instanceof LateReceipt) unit.forget(receipt);
        takeBack(sql);
    }

    private static void takeBack(Statements sql) {
        try {
            sql.run(TAKE_BACK);
        } catch (SQLException lost) {
            // the transaction is over, or never had the savepoint: there is nothing to take back
        }
    }

    /** Behind a savepoint of its own, so that a lock which is not free in time leaves the transaction usable. */
    @Override
    public void lock(CommandKey command) {
        with(sql -> {
            PostgresJoinedSettings before = settings(sql);
            boolean done = false;
            try {
                new PostgresText()
                        .add(SAVEPOINT)
                        .add(protocol.lockTimeout)
                        .add(PostgresLocks.COMMAND, command.id().hashCode())
                        .add(before.lockTimeout())
                        .add(RELEASE + "; select 0 as espalier_outcome")
                        .run(sql, rows -> 0);
                done = true;
            } finally {
                if (!done) takeBack(sql);
            }
            return 0;
        });
    }

    @Override
    public void record(CommandKey command, Receipt receipt) {
        with(sql -> {
            var text = new PostgresText();
            PostgresCommands.record(Map.of(command, receipt), text);
            return text.add("select 0 as espalier_outcome").run(sql, rows -> 0);
        });
    }

    @Override
    public void complete() {
        if (completed || failed == null && unit.isEmpty()) return;
        with(sql -> {
            PostgresJoinedSettings before = settings(sql);
            boolean done = false;
            try {
                var text = new PostgresText().add(protocol.lockTimeout).add(PostgresProtocol.PLANS);
                unit.write(sql, text, before.all(), protocol.appends);
                done = true;
            } catch (SQLException e) {
                throw failed = refusal(e);
            } finally {
                if (!done && failed == null) failed = new UnsuitableTransactionException("complete() has failed", null);
            }
            completed = true;
            return 0;
        });
    }

    private RuntimeException refusal(SQLException e) {
        PostgresOutcome refusal = PostgresOutcome.raised(e);
        if (refusal == null) return protocol.failure("complete a transaction of the application's", e);
        if (refusal.code() == PostgresOutcome.KNOWN)
            return new DuplicateEventException(unit.pending().ids().get(0));
        return unit.refusal(refusal, protocol.appends, protocol.reads());
    }

    @Override
    public boolean isStored() {
        return completed || failed == null && unit.isEmpty();
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
                return PostgresJoined.this.with(sql -> {
                    boolean done = false;
                    try {
                        T result = frame(sql).with(work);
                        done = true;
                        return result;
                    } finally {
                        if (!done) sql.run(READ_FAILED);
                    }
                });
            }

            @Override
            public Object id(UUID id) {
                return id;
            }
        };
    }

    /** Reads with plans of ours, and leaves no setting behind. */
    private Access frame(Statements sql) {
        return new Access() {
            @Override
            public <T> T with(SqlWork<T> work) {
                try (Statements framed =
                        protocol.statements(sql.connection(), PostgresSession.FRAME, PostgresSession.FRAME_END)) {
                    return work.on(framed);
                } catch (SQLException e) {
                    throw protocol.failure("in a transaction of the application's", e);
                }
            }

            @Override
            public Object id(UUID id) {
                return id;
            }
        };
    }

    private <T> T with(SqlWork<T> work) {
        protocol.refuseWhenClosed();
        try (Statements sql = protocol.statements(connection, "", "")) {
            return work.on(sql);
        } catch (SQLException e) {
            throw protocol.failure("in a transaction of the application's", e);
        }
    }
}
