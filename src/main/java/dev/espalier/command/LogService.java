package dev.espalier.command;

import dev.espalier.infrastructure.AppendCondition;
import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventBatch;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventStore;
import dev.espalier.store.Marker;
import dev.espalier.store.TransactionalStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The events of a store, or of one transaction of it, in the domain's words. */
public final class LogService implements EventStoreService {
    private final EventStore store;
    private final EventLog log;
    private final Appends appends;
    private final @Nullable Runnable afterwards;

    /** The log is the store itself, or a transaction of it; something may be done after each append. */
    public LogService(EventStore store, EventLog log, Appends appends, @Nullable Runnable afterwards) {
        this.store = store;
        this.log = log;
        this.appends = appends;
        this.afterwards = afterwards;
    }

    private Receipt append(Append append) {
        Receipt receipt = log.append(append);
        if (afterwards != null) afterwards.run();
        return receipt;
    }

    @Override
    public Receipt append(StreamId stream, AppendCondition condition, Event... events) {
        if (events.length == 1 && condition instanceof ExpectedVersion expected)
            return append(appends.to(stream, expected, events[0], Metadata.none(), appends.now()));
        return append(stream, condition, Arrays.asList(events));
    }

    @Override
    public Receipt append(StreamId stream, AppendCondition condition, List<? extends Event> events) {
        if (condition instanceof ExpectedVersion expected)
            return append(appends.to(stream, expected, events, Metadata.none(), appends.now()));
        var batch = new EventBatch(
                List.of(new EventBatch.Part(stream, ExpectedVersion.any(), List.copyOf(events))),
                List.of((ConsistencyMarker) condition),
                Metadata.none());
        return append(batch);
    }

    @Override
    public Receipt append(EventBatch batch) {
        long now = appends.now();
        var checks = new ArrayList<Marker.Check>();
        var events = new ArrayList<EventData>();
        for (EventBatch.Part part : batch.parts()) {
            if (part.expected() != ExpectedVersion.any())
                checks.add(new Marker.StreamCheck(part.stream(), part.expected()));
            for (Event event : part.events()) events.add(appends.data(part.stream(), event, batch.metadata(), now));
        }
        for (ConsistencyMarker marker : batch.markers())
            checks.addAll(Marker.from(marker).checks());
        return append(appends.to(checks, events));
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range) {
        return log.read(stream, range, appends.types());
    }

    @Override
    public EventStream read(Query query, ReadRange range) {
        return log.read(appends.types().stored(query), range, appends.types());
    }

    @Override
    public Optional<EventEnvelope> find(UUID id) {
        return log.find(id, appends.types());
    }

    @Override
    public long head() {
        return log.head();
    }

    @Override
    public long positionBefore(Instant time) {
        return log.positionBefore(time, appends.types());
    }

    @Override
    public long snapshotVersion(String service, StreamId stream) {
        if (store instanceof TransactionalStore transactional) return transactional.snapshotVersion(service, stream);
        throw new InvalidInputException("store", store.getClass().getName(), "runs no snapshot update services");
    }
}
