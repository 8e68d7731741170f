package dev.espalier.tck;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Hooks;
import dev.espalier.store.JoinedTransaction;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.StreamCheck;
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredReceipt;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An application's transaction over events in memory: keeps what is appended, and hands it on when it is completed. */
class MemoryApplication implements ApplicationTransaction, JoinedTransaction, CommandLog {
    final Hooks hooks = new Hooks();
    private final TransactionalStore store;
    private final List<Marker.Check> checks = new ArrayList<>();
    private final List<EventData> events = new ArrayList<>();
    private final List<SnapshotVersion> versions = new ArrayList<>();
    private final Map<StreamId, Long> heads = new HashMap<>();
    private final Map<CommandKey, Receipt> handled = new HashMap<>();
    private UnitOfWork work;

    MemoryApplication(TransactionalStore store) {
        this.store = store;
    }

    @Override
    public Receipt append(Append append) {
        for (Marker.Check check : append.checks()) test(check);
        var recorded = new ArrayList<EventEnvelope>();
        for (int i = 0; i < append.size(); i++) {
            EventData event = append.get(i);
            heads.merge(event.stream(), version(event.stream()) + 1, Math::max);
            events.add(event);
            recorded.add(new RecordedEvent(event, heads.get(event.stream()), 0, 0));
        }
        versions.addAll(append.participant().accepted(recorded, this));
        return StoredReceipt.of(recorded, false);
    }

    @Override
    public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
        Receipt here = handled.get(command);
        if (here != null) return Optional.of(StoredReceipt.repeated(here.events(), here.version()));
        try (UnitOfWork other = store.begin()) {
            return ((CommandLog) other).repeated(command, types);
        }
    }

    @Override
    public void handled(CommandKey command, Receipt receipt) {
        handled.put(command, receipt);
    }

    private void test(Marker.Check check) {
        if (!(check instanceof StreamCheck stream)) throw new UnsupportedOperationException("only versions here");
        long actual = version(stream.stream());
        if (!stream.expected().accepts(actual)) throw new ConflictException(stream.stream(), stream.expected(), actual);
        if (!heads.containsKey(stream.stream())) checks.add(check);
    }

    private long version(StreamId stream) {
        return heads.getOrDefault(
                stream, store.read(stream, ReadRange.all(), Happened.Type::new).head());
    }

    @Override
    public void complete() {
        work = store.begin();
        Participant known = (accepted, transaction) -> versions;
        work.append(Append.of(checks, events, known));
        handled.forEach(((CommandLog) work)::handled);
    }

    @Override
    public void commit() {
        work.commit();
        work = null;
    }

    @Override
    public void rollBack() {
        close();
    }

    @Override
    public void close() {
        if (work != null) work.close();
        work = null;
    }

    @Override
    public void committed() {
        hooks.committed();
    }

    @Override
    public void rolledBack() {
        hooks.rolledBack();
    }

    @Override
    public JoinedTransaction joined() {
        return this;
    }

    @Override
    public <T> T as(Class<T> handle) {
        throw new UnsupportedOperationException("no handle here");
    }

    @Override
    public void afterCommit(Runnable action) {
        hooks.afterCommit(action);
    }

    @Override
    public void onRollback(Runnable undo) {
        hooks.onRollback(undo);
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
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return store.find(id, types);
    }

    @Override
    public long head() {
        return store.head();
    }
}
