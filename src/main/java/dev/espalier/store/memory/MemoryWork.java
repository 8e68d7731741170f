package dev.espalier.store.memory;

import dev.espalier.infrastructure.EventEnvelope;
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
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.UnitOfWork;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One append with what was read before it. Reads take no lock; the append takes it and keeps it until the end, so that what
 * was accepted stays acceptable. Nothing reaches the log before the commit.
 */
final class MemoryWork implements UnitOfWork, CommandLog, AggregateSnapshotLog {
    private final InMemoryEventStore store;
    private final Duration atMost;
    private RecordedEvent @Nullable [] pending;
    private List<SnapshotVersion> versions = List.of();
    private Map<CommandKey, Receipt> handled = Map.of();
    private @Nullable Rows rows;
    private boolean locked;

    MemoryWork(InMemoryEventStore store, Duration atMost) {
        this.store = store;
        this.atMost = atMost;
    }

    @Override
    public Receipt append(Append append) {
        if (pending != null)
            throw new UnsuitableTransactionException("a unit of work of the in-memory store takes one append", null);
        store.acceptance.prepare(append);
        // before the lock, as it takes long enough that others would wait for it
        long now = store.now(append);
        if (lock()) now = store.now();
        Receipt replayed = store.acceptance.replayed(append);
        if (replayed != null) return replayed;
        RecordedEvent[] accepted = store.acceptance.accepted(append, now);
        if (accepted.length > 0 && append.participant() != Participant.NONE) {
            rows = store.rows();
            versions = store.nesting.run(append.participant(), List.<EventEnvelope>of(accepted), rows);
        }
        pending = accepted;
        return Acceptance.receipt(accepted);
    }

    /** One lock is all there is: a command with an id holds it from its beginning. */
    @Override
    public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
        lock();
        return store.commands.find(command, store.log);
    }

    @Override
    public void handled(CommandKey command, Receipt receipt) {
        if (handled.isEmpty()) handled = new LinkedHashMap<>();
        handled.put(command, receipt);
    }

    /** Whether it had to wait for others. */
    private boolean lock() {
        if (locked) return false;
        boolean waited = store.acceptance.lock(atMost);
        locked = true;
        store.refuseWhenClosed();
        return waited;
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return store.read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return store.read(query, range, types);
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return store.snapshot(name, stream);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return store.find(id, types);
    }

    @Override
    public long head() {
        return store.head();
    }

    @Override
    public void commit() {
        Rows written = rows;
        if (pending != null) {
            if (written != null) written.commit();
            store.log.publish(pending);
            store.keep(versions);
        }
        if (!handled.isEmpty()) store.commands.keep(handled, store.recorded(store.now()));
        pending = null;
        rows = null;
        close();
        if (written != null) written.committed();
    }

    @Override
    public void close() {
        try {
            if (rows != null) rows.rollBack();
        } finally {
            rows = null;
            pending = null;
            if (locked) {
                locked = false;
                store.lock.unlock();
            }
        }
    }
}
