package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotLog;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.EventType;
import dev.espalier.store.Hooks;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of ours. A stream is locked when it is read, so a command meets no conflict on it; further streams too, as
 * long as their locks come in order. Where they do not, they are read without, and the transaction starts over with all
 * locks at the append: what was read is tested then.
 */
final class PostgresWork extends ReaderLog implements UnitOfWork, CommandLog, AggregateSnapshotLog {
    /** First in a transaction, whatever the connection, its role or its pool have set. */
    static final String BEGIN = "set transaction isolation level read committed, read write; ";
    /** In place of a backend: the locks were held already when the answer to the commit was lost. */
    static final long HELD = -1;

    private final PostgresProtocol protocol;
    private final PostgresSession session;

    private final Thread thread;
    private final Hooks hooks = new Hooks();
    private final PostgresUnit unit = new PostgresUnit();
    private final Reader reader;
    private final Map<CommandKey, EventType.Lookup> commands = new LinkedHashMap<>();
    private final Map<CommandKey, Receipt> handled = new LinkedHashMap<>();
    private @Nullable Receipt receipt;
    private @Nullable PostgresMember member;
    private boolean shares;
    private @Nullable Append plain;
    private boolean open = true;

    PostgresWork(PostgresProtocol protocol, Duration atMost) {
        this.protocol = protocol;
        this.session = new PostgresSession(protocol, new Patience(protocol.lockWait, atMost));
        this.reader = new Reader(session.reads());
        this.thread = protocol.busy.enter();
    }

    @Override
    public Receipt append(Append append) {
        refuseWhenOver();
        protocol.check(append);
        if (receipt != null) throw new UnsuitableTransactionException("a unit of work takes one append", null);
        Replay.checkDistinct(append);
        if (commands.isEmpty()
                && (append.size() == 0 || append.participant() == Participant.NONE)
                && PostgresPlain.fits(append)) {
            plain = append;
            return receipt = new LateReceipt(PostgresPlain.expected(append));
        }
        Receipt first = session.beginsAnew(Appended.streams(append)) ? handledMeanwhile() : null;
        if (first != null) return receipt = first;
        receipt = unit.accept(append, session.test(append, unit), protocol.appends, session.reads());
        member = new PostgresMember(protocol, session, unit, append, receipt, handled, hooks);
        shares = member.isShareable();
        if (!shares) unit.pending().reached(member.serve(session));
        return receipt;
    }

    @Override
    public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
        refuseWhenOver();
        commands.put(command, types);
        return session.lock(command).map(known -> known.receipt(command, reader, types));
    }

    /** The locks of the ids were let go with the others, for a moment. */
    private @Nullable Receipt handledMeanwhile() {
        for (var each : commands.entrySet()) {
            var known = session.known(each.getKey());
            if (known.isPresent()) return known.get().receipt(each.getKey(), reader, each.getValue());
        }
        return null;
    }

    @Override
    public void handled(CommandKey command, Receipt result) {
        refuseWhenOver();
        handled.put(command, result);
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        refuseWhenOver();
        if (!session.lock(stream) || !range.equals(ReadRange.from(range.after())))
            return reader.read(stream, range, types);
        PostgresOpening opened = session.open(stream, range.after(), types, unit);
        long version = opened.version() < 0 ? reader.version(stream) : opened.version();
        return reader.read(stream, range, types, version, opened.page(), opened::more);
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        refuseWhenOver();
        return Snapshots.find(name, stream, session.reads());
    }

    @Override
    Reader reader() {
        refuseWhenOver();
        return reader;
    }

    private void refuseWhenOver() {
        if (!open) throw new UnsuitableTransactionException("the unit of work is over", null);
        protocol.refuseWhenClosed();
    }

    @Override
    public void commit() {
        if (!open) throw new UnsuitableTransactionException("the unit of work is over", null);
        open = false;
        boolean done = false;
        try {
            if (plain != null && receipt instanceof LateReceipt late) late.become(commit(plain));
            else if (member != null && !unit.isEmpty()) commit(member);
            else if (!handled.isEmpty()) session.commit(handled);
            done = true;
        } finally {
            end();
            if (!done) hooks.rolledBack();
        }
        if (receipt != null && !receipt.replayed()) protocol.appends.remember(receipt);
        hooks.committed();
    }

    private void commit(PostgresMember accepted) {
        if (shares) accepted.share();
        else accepted.commit();
    }

    private Receipt commit(Append append) {
        var tested = new PostgresPlain(append, session.patience());
        Set<StreamId> streams = Appended.streams(append);
        if (session.isFresh() || !session.canTake(streams)) {
            session.end();
            return protocol.append(append, tested);
        }
        PostgresOutcome outcome = session.write(append, tested, streams);
        if (outcome == null) return protocol.stored(append, new SQLException("the answer was lost"));
        return tested.receipt(outcome, protocol.appends, protocol.reads());
    }

    @Override
    public void close() {
        if (!open) return;
        open = false;
        end();
        hooks.rolledBack();
    }

    private void end() {
        session.end();
        protocol.busy.leave(thread);
    }

    /** For messages. */
    @Override
    public String toString() {
        return "unit of work with " + (receipt == null ? List.of() : receipt.events());
    }
}
