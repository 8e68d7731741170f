package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotLog;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.UnitOfWork;
import java.util.Optional;
import java.util.UUID;

/** A good unit of work; those that are broken on purpose override what they do wrong. */
class Work implements UnitOfWork, CommandLog, AggregateSnapshotLog {
    private final UnitOfWork good;

    Work(UnitOfWork good) {
        this.good = good;
    }

    @Override
    public Receipt append(Append append) {
        return good.append(append);
    }

    @Override
    public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
        return ((CommandLog) good).repeated(command, types);
    }

    @Override
    public void handled(CommandKey command, Receipt receipt) {
        ((CommandLog) good).handled(command, receipt);
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return ((AggregateSnapshotLog) good).snapshot(name, stream);
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return good.read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return good.read(query, range, types);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return good.find(id, types);
    }

    @Override
    public long head() {
        return good.head();
    }

    @Override
    public void commit() {
        good.commit();
    }

    @Override
    public void close() {
        good.close();
    }
}
