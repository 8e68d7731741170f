package dev.espalier.store.memory;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.AdministeredStore;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.CommandStore;
import dev.espalier.store.EventType;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.Limits;
import dev.espalier.store.Micros;
import dev.espalier.store.Nesting;
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredTypes;
import dev.espalier.store.StreamChange;
import dev.espalier.store.StreamState;
import dev.espalier.store.Tombstone;
import dev.espalier.store.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Events in memory: for tests and first contact. The same contract as on a database, but nothing survives the process. It
 * keeps the objects themselves and encodes nothing, unless it is {@link Builder#strict() strict}.
 *
 * <p>Appends run one after the other, with the snapshot update services inside; reads never wait for them. The cost of an
 * append does not depend on the length of the stream or the size of the store, and a read leaves nothing behind.
 */
public final class InMemoryEventStore
        implements CommandStore,
                AggregateSnapshotStore,
                CheckpointedStore,
                AdministeredStore,
                StoredTypes,
                IdentifiedStore {
    private static final Duration ENDLESS = Duration.ofDays(365);

    private record RowsOf(String service, StreamId stream) {}

    final ReentrantLock lock = new ReentrantLock();
    final Log log = new Log();
    final Index index = new Index(log);
    private final SeenTypes seenTypes = new SeenTypes(log);
    final Nesting nesting = new Nesting();
    final Acceptance acceptance = new Acceptance(this);
    final Commands commands = new Commands();
    final StreamStates states = new StreamStates();
    private final Snapshots snapshots = new Snapshots();
    final boolean strict;
    private final boolean deletion;
    private final @Nullable RowConnections connections;
    private final InstantSource clock;
    /** Made for the first who asks: only those who follow do. */
    private @Nullable StoreIdentity identity;

    /** As the identity. */
    private @Nullable Checkpoints checkpoints;

    private final Map<RowsOf, Long> snapshotVersions = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private long lastRecorded = Long.MIN_VALUE;

    /** A store with the system's clock. */
    public InMemoryEventStore() {
        this(builder());
    }

    private InMemoryEventStore(Builder builder) {
        this.clock = builder.clock;
        this.strict = builder.strict;
        this.deletion = builder.deletion;
        this.connections = builder.connections;
    }

    /**
     * A store with settings.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Receipt append(Append append) {
        if (append.participant() == Participant.NONE) return alone(append);
        try (UnitOfWork work = begin()) {
            Receipt receipt = work.append(append);
            work.commit();
            return receipt;
        }
    }

    /** Where nobody takes part, nothing is ever taken back, so that there is no unit of work to be made. */
    private Receipt alone(Append append) {
        refuseWhenClosed();
        nesting.refuse();
        acceptance.prepare(append);
        long now = now(append);
        if (acceptance.lock(ENDLESS)) now = now();
        try {
            refuseWhenClosed();
            Receipt replayed = acceptance.replayed(append);
            if (replayed != null) return replayed;
            RecordedEvent[] accepted = acceptance.accepted(append, now);
            log.publish(accepted);
            return Acceptance.receipt(accepted);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public UnitOfWork begin() {
        refuseWhenClosed();
        nesting.refuse();
        return new MemoryWork(this, ENDLESS);
    }

    @Override
    public UnitOfWork begin(Duration atMost) {
        refuseWhenClosed();
        nesting.refuse();
        return new MemoryWork(this, atMost);
    }

    @Override
    public EventStream read(StreamId id, ReadRange range, EventType.Lookup types) {
        refuseWhenClosed();
        long head = log.head();
        StreamEvents stream = log.stream(id);
        int size = stream == null ? 0 : stream.size(head);
        int from = (int) Math.min(range.after(), size);
        int to = (int) Math.max(from, Math.min(range.upTo(), size));
        boolean cut = to - from > range.limit();
        if (cut && range.backwards()) from = to - (int) range.limit();
        else if (cut) to = from + (int) range.limit();
        return new Slice(
                id,
                log.array(stream),
                new View(strict, types),
                from,
                to,
                range.backwards(),
                cut && !range.backwards() ? to : size);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        refuseWhenClosed();
        long head = log.head();
        return MemoryQuery.read(log, index, states, query, range, head, new View(strict, types));
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        refuseWhenClosed();
        return Optional.ofNullable(log.find(id)).map(new View(strict, types)::of);
    }

    @Override
    public long head() {
        refuseWhenClosed();
        return log.head();
    }

    @Override
    public long snapshotVersion(String service, StreamId stream) {
        refuseWhenClosed();
        return snapshotVersions.getOrDefault(new RowsOf(service, stream), 0L);
    }

    @Override
    public synchronized StoreIdentity identity() {
        refuseWhenClosed();
        if (identity == null) identity = new StoreIdentity(UUID.randomUUID().toString(), 1);
        return identity;
    }

    /** Gone with the store, as its events are: rows that outlive it need {@code JdbcCheckpoints} beside them. */
    @Override
    public synchronized Checkpoints checkpoints() {
        if (checkpoints == null) checkpoints = new MemoryCheckpoints(this);
        return checkpoints;
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        refuseWhenClosed();
        return snapshots.find(name, stream);
    }

    @Override
    public boolean saveSnapshot(AggregateSnapshot snapshot) {
        refuseWhenClosed();
        lock.lock();
        try {
            RecordedEvent head = log.find(snapshot.head());
            return head != null
                    && head.stream().equals(snapshot.stream())
                    && head.version() == snapshot.version()
                    && !head.type().equals(Tombstone.NAME)
                    && snapshots.save(snapshot);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long deleteSnapshots(String name) {
        refuseWhenClosed();
        return snapshots.delete(name);
    }

    @Override
    public long forgetCommands(Instant before) {
        refuseWhenClosed();
        lock.lock();
        try {
            return commands.forget(Micros.of(before));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<StoredType> storedTypes() {
        refuseWhenClosed();
        return seenTypes.upTo(log.head());
    }

    @Override
    public synchronized StoreIdentity beginEpoch() {
        StoreIdentity before = identity();
        return identity = new StoreIdentity(before.id(), before.epoch() + 1);
    }

    @Override
    public void administer(StreamId stream, StreamChange change) {
        refuseWhenClosed();
        nesting.refuse();
        if (lock.isHeldByCurrentThread())
            throw new UnsuitableTransactionException("this thread is in the middle of an append", null);
        change.refuseUnless(deletion);
        lock.lock();
        try {
            StreamState after = change.of(states.of(stream), log.version(stream));
            if (change == StreamChange.DELETE) {
                log.delete(stream);
                snapshots.delete(stream);
            }
            states.put(stream, after);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StreamState streamState(StreamId stream) {
        refuseWhenClosed();
        return states.of(stream);
    }

    @Override
    public Limits limits() {
        return Limits.DEFAULT;
    }

    @Override
    public boolean keepsBytes() {
        return strict;
    }

    @Override
    public void close() {
        closed = true;
    }

    void refuseWhenClosed() {
        if (closed) throw new StoreClosedException();
    }

    Rows rows() {
        return new Rows(connections);
    }

    Instant time() {
        return clock.instant();
    }

    long now() {
        return Micros.of(clock.instant());
    }

    /** Read a moment ago, where that was done. */
    long now(Append append) {
        return append.isNow(clock) ? append.get(0).occurredAt() : now();
    }

    /** Under the lock: a time that is never earlier than the one before. */
    long recorded(long now) {
        return lastRecorded = Math.max(lastRecorded, now);
    }

    void keep(List<SnapshotVersion> versions) {
        for (SnapshotVersion each : versions)
            snapshotVersions.put(new RowsOf(each.service(), each.stream()), each.version());
    }

    /** Settings of an in-memory store. Not safe for use by several threads. */
    public static final class Builder {
        private InstantSource clock = InstantSource.system();
        private boolean strict;
        private boolean deletion;
        private @Nullable RowConnections connections;

        private Builder() {}

        /**
         * When events are recorded.
         *
         * @param source the system's by default
         * @return this
         */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /**
         * Sends every event through the codec, as a store of bytes does: for tests that must find what cannot be stored.
         *
         * @return this
         */
        public Builder strict() {
            strict = true;
            return this;
        }

        /**
         * Allows {@link StreamChange#DELETE}, which is refused otherwise.
         *
         * @return this
         */
        public Builder allowDeletion() {
            deletion = true;
            return this;
        }

        /**
         * Lends snapshot update services a connection, so that rows in a database can stand beside events in memory. It is
         * committed before the events become visible, and rolled back when they do not.
         *
         * @param dataSource of the rows; stays open when the store is closed
         * @return this
         * @throws InvalidInputException when one was given already
         */
        public Builder rows(DataSource dataSource) {
            if (connections != null) throw new InvalidInputException("rows", dataSource, "are given twice");
            connections = new RowConnections(dataSource);
            return this;
        }

        /**
         * The store.
         *
         * @return an empty one
         */
        public InMemoryEventStore build() {
            return new InMemoryEventStore(this);
        }
    }
}
