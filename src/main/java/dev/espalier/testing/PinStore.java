package dev.espalier.testing;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Limits;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Holds payloads as they were released, and shows those that are written now. Nobody takes part in its appends. */
final class PinStore implements TransactionalStore {
    static final StreamId STREAM = new StreamId("pinned", "events");

    private record Stored(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            throw new IllegalStateException("written long ago");
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            throw new IllegalStateException("not looked up");
        }
    }

    private final InMemoryEventStore events =
            InMemoryEventStore.builder().strict().build();
    private Optional<PinnedPayload> written = Optional.empty();

    UUID put(PinnedPayload pin) {
        UUID id = UUID.randomUUID();
        events.append(Append.of(
                STREAM,
                ExpectedVersion.any(),
                EventData.stored(
                        id,
                        STREAM,
                        new Stored(pin.form().type(), pin.form().schemaVersion()),
                        Set.of(),
                        Metadata.none(),
                        Origin.LIVE,
                        0,
                        pin.payload()),
                Participant.NONE));
        return id;
    }

    /** The last one that was appended; nothing where it is encrypted, and so another one each time. */
    Optional<PinnedPayload> written() {
        return written;
    }

    @Override
    public Receipt append(Append append) {
        EventData event = append.get(append.size() - 1);
        EventType type = event.type();
        written = type.keepsObject()
                ? Optional.of(PinnedPayload.of(type.name(), type.schemaVersion(), event.bytes()))
                : Optional.empty();
        return events.append(Append.of(append.checks(), List.of(event), Participant.NONE));
    }

    @Override
    public UnitOfWork begin() {
        throw new UnsupportedOperationException("no command is sent to pinned events");
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return events.read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return events.read(query, range, types);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return events.find(id, types);
    }

    @Override
    public long head() {
        return events.head();
    }

    @Override
    public long snapshotVersion(String service, StreamId stream) {
        return events.snapshotVersion(service, stream);
    }

    @Override
    public Limits limits() {
        return events.limits();
    }

    @Override
    public boolean keepsBytes() {
        return true;
    }

    @Override
    public void close() {
        events.close();
    }
}
