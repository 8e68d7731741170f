package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import java.util.Optional;
import java.util.UUID;

/** Reads by one reader: the same for the transactions of all databases. */
abstract class ReaderLog implements EventLog {
    /** Asked for each read, so that one which must not read any more can refuse. */
    abstract Reader reader();

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return reader().read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return reader().read(query, range, types);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return reader().find(id, types);
    }

    @Override
    public long head() {
        return reader().head();
    }
}
