package dev.espalier.testing;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A store that remembers what was read, so that a boundary which misses an event it should see is found out. */
final class WatchedStore extends StoreInFront implements AggregateSnapshotStore, CheckpointedStore {
    private final TransactionalStore store;
    private final Set<StreamId> streams = new HashSet<>();
    private final List<StoredQuery> queries = new ArrayList<>();

    WatchedStore(TransactionalStore store) {
        super(store);
        this.store = store;
    }

    @Override
    public Checkpoints checkpoints() {
        if (store instanceof CheckpointedStore here) return here.checkpoints();
        throw new InvalidInputException("store", store.getClass().getName(), "keeps no checkpoints");
    }

    void forget() {
        streams.clear();
        queries.clear();
    }

    void check(Command command, List<EventEnvelope> given) {
        for (EventEnvelope event : given)
            if (!streams.contains(event.stream()) && queries.stream().noneMatch(query -> query.matches(event)))
                throw new AssertionError(
                        "the decision on " + command.getClass().getSimpleName() + " did not read the given "
                                + event.event() + " of stream " + event.stream()
                                + ": does its boundary lack the type or the tag? What only has to be there is background(...)");
    }

    private EventStream watched(EventLog log, StreamId stream, ReadRange range, EventType.Lookup types) {
        streams.add(stream);
        return log.read(stream, range, types);
    }

    private EventStream watched(EventLog log, StoredQuery query, ReadRange range, EventType.Lookup types) {
        queries.add(query);
        return log.read(query, range, types);
    }

    @Override
    public UnitOfWork begin() {
        UnitOfWork work = store.begin();
        return work instanceof CommandLog commands ? new WatchedCommands(work, commands) : new WatchedWork(work);
    }

    private final class WatchedCommands extends WatchedWork implements CommandLog {
        private final CommandLog commands;

        WatchedCommands(UnitOfWork work, CommandLog commands) {
            super(work);
            this.commands = commands;
        }

        @Override
        public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
            return commands.repeated(command, types);
        }

        @Override
        public void handled(CommandKey command, Receipt receipt) {
            commands.handled(command, receipt);
        }
    }

    private class WatchedWork implements UnitOfWork {
        private final UnitOfWork work;

        WatchedWork(UnitOfWork work) {
            this.work = work;
        }

        @Override
        public Receipt append(Append append) {
            return work.append(append);
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            return watched(work, stream, range, types);
        }

        @Override
        public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
            return watched(work, query, range, types);
        }

        @Override
        public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
            return work.find(id, types);
        }

        @Override
        public long head() {
            return work.head();
        }

        @Override
        public void commit() {
            work.commit();
        }

        @Override
        public void close() {
            work.close();
        }
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return watched(store, stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return watched(store, query, range, types);
    }

    /** A scenario reads everything. */
    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return Optional.empty();
    }

    @Override
    public boolean saveSnapshot(AggregateSnapshot snapshot) {
        return false;
    }

    @Override
    public long deleteSnapshots(String name) {
        return 0;
    }
}
