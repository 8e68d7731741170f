package dev.espalier.infrastructure;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The events themselves: the source of truth. Snapshot update services run for what is appended here just as for commands.
 * Safe for use by several threads.
 */
public interface EventStoreService {
    /**
     * Appends to one stream, all or nothing. Returns when the events are durable.
     *
     * @param stream where to; it needs no creation
     * @param condition under which the events may be stored
     * @param events oldest first; none to test the condition only
     * @return what was stored
     * @throws ConflictException when the condition does not hold; nobody has seen the events then
     * @throws InvalidInputException when an event is not registered or a limit is exceeded
     * @throws SnapshotUpdateException when a row could not be updated
     * @throws StoreUnavailableException when the store did not answer
     */
    Receipt append(StreamId stream, AppendCondition condition, List<? extends Event> events);

    /**
     * The same, spelled out.
     *
     * @param stream where to
     * @param condition under which the events may be stored
     * @param events oldest first
     * @return what was stored
     */
    default Receipt append(StreamId stream, AppendCondition condition, Event... events) {
        return append(stream, condition, Arrays.asList(events));
    }

    /**
     * Appends to several streams, all or nothing.
     *
     * @param batch what goes where, and under which conditions
     * @return what was stored
     */
    Receipt append(EventBatch batch);

    /**
     * All events of one stream, oldest first.
     *
     * @param stream which; one that does not exist has no events
     * @return the events
     */
    default EventStream read(StreamId stream) {
        return read(stream, ReadRange.all());
    }

    /**
     * Some events of one stream.
     *
     * @param stream which
     * @param range by version
     * @return the events
     */
    EventStream read(StreamId stream, ReadRange range);

    /**
     * Where a stream stands.
     *
     * @param stream which
     * @return the version of its last event; 0 when it has none
     */
    default long version(StreamId stream) {
        try (EventStream nothing = read(stream, ReadRange.all().reversed().first(0))) {
            return nothing.head();
        }
    }

    /**
     * All events of the store that a query means, oldest first.
     *
     * @param query which
     * @return the events
     */
    default EventStream read(Query query) {
        return read(query, ReadRange.all());
    }

    /**
     * Some events of the store that a query means.
     *
     * @param query which
     * @param range by position
     * @return the events
     */
    EventStream read(Query query, ReadRange range);

    /**
     * One event.
     *
     * @param id of the event
     * @return the event, if it is stored
     */
    Optional<EventEnvelope> find(UUID id);

    /**
     * Where the store stands.
     *
     * @return the position of its last event; 0 when it has none
     */
    long head();

    /**
     * Where the store stood at a time: {@code ReadRange.from(positionBefore(monday)).until(positionBefore(tuesday))} is what was
     * recorded on Monday. Costs some reads of one event each, however many there are.
     *
     * @param time by the clock that says when events are recorded
     * @return the position of the last event that was recorded before it; 0 when none was
     */
    long positionBefore(Instant time);

    /**
     * How far a snapshot update service has brought the rows of a stream.
     *
     * @param service its name
     * @param stream whose rows
     * @return the version at which they stand; 0 when it has not touched them
     * @throws InvalidInputException when the store runs no snapshot update services
     */
    long snapshotVersion(String service, StreamId stream);
}
