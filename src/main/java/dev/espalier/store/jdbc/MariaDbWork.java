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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of ours. A stream is locked when it is read, so a command meets no conflict on it; further streams too, as
 * long as their locks come in order. Where they do not, they are read without, and the transaction starts over with all
 * locks at the append: what was read is tested then.
 */
final class MariaDbWork extends ReaderLog implements UnitOfWork, CommandLog, AggregateSnapshotLog {
    private final MariaDbProtocol protocol;
    private final MariaDbSession session;
    private final MariaDbUnit unit;
    private final Reader reader;
    private final Hooks hooks = new Hooks();
    private final Thread thread;
    private final Map<CommandKey, EventType.Lookup> commands = new LinkedHashMap<>();
    private boolean recorded;
    private @Nullable Receipt receipt;
    private boolean open = true;

    MariaDbWork(MariaDbProtocol protocol, Duration atMost) {
        this.protocol = protocol;
        this.session = new MariaDbSession(protocol, new Patience(protocol.lockWait, atMost));
        this.unit = new MariaDbUnit(protocol.types);
        this.reader = new Reader(session.reads());
        this.thread = protocol.busy.enter();
    }

    @Override
    public Receipt append(Append append) {
        refuseWhenOver();
        protocol.check(append);
        if (receipt != null) throw new UnsuitableTransactionException("a unit of work takes one append", null);
        Replay.checkDistinct(append);
        boolean served = append.size() > 0 && append.participant() != Participant.NONE;
        Receipt first = session.beginsAnew(Appended.streams(append)) ? handledMeanwhile() : null;
        if (first != null) return receipt = first;
        Receipt accepted = session.accept(append, served || !commands.isEmpty(), unit);
        if (served && !accepted.replayed())
            unit.pending().reached(session.call(append.participant(), accepted.events(), hooks));
        return receipt = accepted;
    }

    @Override
    public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
        refuseWhenOver();
        commands.put(command, types);
        return session.lock(command).map(known -> known.receipt(command, reader, types));
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        refuseWhenOver();
        return Snapshots.find(name, stream, session.reads());
    }

    /** The locks of the ids were let go with the others, for a moment. */
    private @Nullable Receipt handledMeanwhile() {
        for (var each : commands.entrySet()) {
            Optional<Commands.Handled> known = session.known(each.getKey());
            if (known.isPresent()) return known.get().receipt(each.getKey(), reader, each.getValue());
        }
        return null;
    }

    @Override
    public void handled(CommandKey command, Receipt result) {
        refuseWhenOver();
        session.record(command, result);
        recorded = true;
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        refuseWhenOver();
        long version = session.lock(stream);
        return version < 0 ? reader.read(stream, range, types) : reader.read(stream, range, types, version);
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
            Optional<Receipt> replayed = unit.pending().isEmpty() ? Optional.empty() : session.write(unit);
            if (unit.pending().events().isEmpty() && recorded) session.commit();
            replayed.ifPresent(first -> unit.pending().become(append -> first));
            done = replayed.isEmpty();
        } finally {
            end();
            if (!done) hooks.rolledBack();
        }
        if (receipt != null && !receipt.replayed()) protocol.remember(receipt);
        hooks.committed();
    }

    @Override
    public void close() {
        if (!open) return;
        open = false;
        try {
            end();
        } finally {
            hooks.rolledBack();
        }
    }

    private void end() {
        try {
            session.close();
        } finally {
            protocol.busy.leave(thread);
        }
    }
}
