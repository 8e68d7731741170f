package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.MariaDbCode;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Hooks;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.jdbc.SharedAppends.Alone;
import dev.espalier.store.jdbc.SharedAppends.Answer;
import dev.espalier.store.jdbc.SharedAppends.Refused;
import dev.espalier.store.jdbc.SharedAppends.Stored;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The connection of one transaction of ours, from the first statement on, with the heads of streams that it holds. */
final class MariaDbSession implements AutoCloseable {
    /** For this transaction alone, whatever the connection or its pool have set. */
    static final String BEGIN = "set transaction isolation level read committed, read write";

    private static final String STORED = "select count(*) from {events} where event_id = ?";

    private final MariaDbProtocol protocol;
    private final Patience patience;
    private MariaDbHeads heads;
    private final List<CommandKey> commands = new ArrayList<>();
    private @Nullable Statements sql;
    private boolean seen;
    private boolean anew;
    private boolean committed;

    MariaDbSession(MariaDbProtocol protocol, Patience patience) {
        this.protocol = protocol;
        this.patience = patience;
        this.heads = new MariaDbHeads(this::within);
    }

    private String within() {
        return MariaDbProtocol.within(patience.now());
    }

    /** Begins, if nothing has begun yet. */
    void begin() {
        with(connection -> 0);
    }

    private Statements begun() throws SQLException {
        Statements begun = sql;
        for (long deadline = patience.deadline(); begun == null; ) {
            try {
                begun = connected();
            } catch (SQLException e) {
                startOver();
                if (!MariaDbCode.isRetryable(e) || System.nanoTime() - deadline > 0) throw e;
            }
        }
        return begun;
    }

    private Statements connected() throws SQLException {
        Statements begun = protocol.connect();
        sql = begun;
        seen = true;
        begun.run(BEGIN);
        begun.connection().setAutoCommit(false);
        for (CommandKey command : commands) heads.take(command, begun);
        return begun;
    }

    /** Locks the id of a command, also when the transaction has to begin anew, and finds what is known of it. */
    Optional<Commands.Handled> lock(CommandKey command) {
        commands.add(command);
        return with(connection -> {
            heads.take(command, connection);
            return known(command, connection);
        });
    }

    private static Optional<Commands.Handled> known(CommandKey command, Statements connection) throws SQLException {
        return connection.query(Commands.FIND, Commands.Handled::of, EventRow.bytes(command.id()));
    }

    /** What is known of a command whose id is locked. */
    Optional<Commands.Handled> known(CommandKey command) {
        return with(connection -> known(command, connection));
    }

    /** Remembers what came of a command. */
    void record(CommandKey command, Receipt receipt) {
        with(connection -> MariaDbEvents.write(command, receipt, connection));
    }

    /** Whether the transaction began anew since it locked the ids of commands, or has to now, to lock these streams. */
    boolean beginsAnew(Set<StreamId> streams) {
        if (!heads.canTake(streams)) startOver();
        return anew;
    }

    /** Locks a stream, where that cannot end in a deadlock, and tells its version; -1 where it can, or has. */
    long lock(StreamId stream) {
        if (!heads.canTake(Set.of(stream))) return -1;
        try {
            heads.take(Set.of(stream), begun());
            return heads.version(stream);
        } catch (SQLException e) {
            if (!MariaDbCode.isRetryable(e)) throw protocol.failure("append", e);
            startOver();
            return -1;
        }
    }

    /**
     * Locks and tests. The transaction starts over where the server breaks a deadlock: locks come in order, yet those who wait
     * to be the first in a stream fall out with each other when the one before them rolls back.
     */
    Receipt accept(Append append, boolean now, MariaDbUnit unit) {
        Set<StreamId> streams = Appended.streams(append);
        return untilDeadline(connection -> {
            heads.take(streams, connection);
            return unit.accept(append, now, heads, connection);
        });
    }

    /** Work that only locks and reads before its commit, and starts over where the server breaks a deadlock. */
    private <T> T untilDeadline(SqlWork<T> work) {
        for (long deadline = patience.deadline(); ; startOver()) {
            try {
                return work.on(begun());
            } catch (SQLException e) {
                if (!MariaDbCode.isRetryable(e) || System.nanoTime() - deadline > 0)
                    throw protocol.failure("append", e);
            }
        }
    }

    List<SnapshotVersion> call(Participant participant, List<EventEnvelope> events, Hooks hooks) {
        return with(connection -> protocol.services.call(participant, events, connection, hooks));
    }

    /** Writes what was accepted, and commits; a receipt when it turns out to be stored already. */
    Optional<Receipt> write(MariaDbUnit unit) {
        return with(connection -> {
            var sequencer = MariaDbSequencer.take(connection, within(), protocol);
            Receipt replayed = unit.write(sequencer, connection);
            if (replayed == null && !unit.pending().events().isEmpty()) {
                commit(unit, connection);
                protocol.flush.reached(
                        sequencer.head() + unit.pending().events().size());
            }
            return Optional.ofNullable(replayed);
        });
    }

    /** Appends of several callers, each of which is accepted or refused by itself, and the commit. */
    List<Answer> together(List<Append> appends) {
        var streams = new HashSet<StreamId>();
        for (Append append : appends) streams.addAll(Appended.streams(append));
        return untilDeadline(connection -> {
            if (!takes(streams, connection)) return Answer.alone(appends.size());
            var sequencer = MariaDbSequencer.take(connection, within(), protocol);
            boolean replays = Replay.isAny(appends, connection);
            var unit = new MariaDbUnit(protocol.types);
            var answers = new ArrayList<Answer>(appends.size());
            for (Append append : appends) answers.add(answer(append, replays, unit, connection));
            if (unit.pending().events().isEmpty()) return answers;
            unit.writeTested(sequencer, connection);
            try {
                commit(unit, connection);
            } catch (EspalierException e) {
                answers.replaceAll(answer -> failed(answer, e));
                return answers;
            }
            protocol.flush.reached(sequencer.head() + unit.pending().events().size());
            for (Answer each : answers)
                if (each instanceof Stored stored && stored.isNew()) protocol.remember(stored.receipt());
            return answers;
        });
    }

    private boolean takes(Set<StreamId> streams, Statements connection) throws SQLException {
        try {
            heads = new MariaDbHeads(() -> protocol.briefly);
            heads.take(streams, connection);
            return true;
        } catch (SQLException e) {
            if (MariaDbCode.isLockWait(e)) return false;
            throw e;
        }
    }

    private Answer answer(Append append, boolean replays, MariaDbUnit unit, Statements connection) throws SQLException {
        try {
            boolean now = replays || !append.more().isEmpty();
            return new Stored(unit.accept(append, now, heads, connection));
        } catch (EspalierException refusal) {
            return new Refused(refusal);
        }
    }

    /** What an append has come to in a transaction whose commit failed. */
    private Answer failed(Answer answer, EspalierException failure) {
        if (!(answer instanceof Stored stored) || !stored.isNew()) return new Alone();
        SQLException cause = failure.getCause() instanceof SQLException known ? known : new SQLException(failure);
        if (!(failure instanceof OutcomeUnknownException))
            return new Refused(protocol.failure("append (nothing was stored)", cause));
        return new Refused(new OutcomeUnknownException(stored.ids(), cause));
    }

    /** Work while nobody appends to these streams, and a commit after which no append misses it. */
    <T> T administer(Set<StreamId> streams, SqlWork<T> work) {
        return with(connection -> {
            heads.take(streams, connection);
            T result = work.on(connection);
            MariaDbSequencer.lock(connection, within());
            connection.connection().commit();
            committed = true;
            return result;
        });
    }

    /** Commits what holds no events. */
    void commit() {
        with(connection -> {
            connection.connection().commit();
            return committed = true;
        });
    }

    /** What a commit that failed has done, the events tell. */
    private void commit(MariaDbUnit unit, Statements connection) throws SQLException {
        try {
            connection.connection().commit();
            committed = true;
        } catch (SQLException e) {
            Set<StreamId> streams = Set.copyOf(heads.streams());
            startOver();
            seen = false; // what comes next does not rest on it
            if (!protocol.settle.isStored(unit.pending().ids(), streams, e))
                throw protocol.failure("append (nothing was stored)", e);
        }
    }

    /** Whether an event is stored, once nobody else holds its streams. */
    boolean isStored(UUID id, Set<StreamId> streams) {
        return with(connection -> {
            heads.take(streams, connection);
            return connection.number(STORED, EventRow.bytes(id)) > 0;
        });
    }

    /** Reads in the transaction. */
    Access reads() {
        return this::with;
    }

    private <T> T with(SqlWork<T> work) {
        try {
            return work.on(begun());
        } catch (SQLException e) {
            throw protocol.failure("append", e);
        }
    }

    /** Rolls back; the next statement begins anew. */
    private void startOver() {
        Statements ended = sql;
        sql = null;
        anew = true;
        heads = new MariaDbHeads(this::within);
        if (ended == null) return;
        MariaDbProtocol.end(ended);
        protocol.giveBack(ended);
    }

    /** Rolls back what is not committed; what was seen by then can no longer be lost. */
    @Override
    public void close() {
        if (committed || !seen) {
            startOver();
            return;
        }
        Statements ended = sql;
        if (ended != null) MariaDbProtocol.end(ended);
        try {
            protocol.awaitFlush(ended);
        } finally {
            startOver();
        }
    }
}
