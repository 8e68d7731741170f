package dev.espalier.store;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reading and appending: on a store, or inside one transaction of it. */
public interface EventLog {
    /**
     * Appends atomically, in the one order that holds for every store: invalid input is refused before any I/O; an append
     * whose event ids are all stored, in the same streams and order, returns its first receipt whatever its conditions; the
     * conditions are tested; the participant runs; the events are written.
     *
     * @param append what to test, what to store, who takes part
     * @return what was stored
     * @throws InvalidInputException when a limit is exceeded, or a participant is given to a store that cannot run it
     * @throws DuplicateEventException when some of the ids are taken
     * @throws ConflictException when a condition does not hold
     */
    Receipt append(Append append);

    /**
     * Reads one stream.
     *
     * @param stream which
     * @param range by version
     * @param types from stored names to types
     * @return its events
     */
    EventStream read(StreamId stream, ReadRange range, EventType.Lookup types);

    /**
     * Reads the store.
     *
     * @param query which events
     * @param range by position
     * @param types from stored names to types
     * @return the events, in position order
     */
    EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types);

    /**
     * Reads one event.
     *
     * @param id of the event
     * @param types from stored names to types
     * @return the event, if it is stored
     */
    Optional<EventEnvelope> find(UUID id, EventType.Lookup types);

    /**
     * Where the store stands.
     *
     * @return the position of its last event; 0 when it has none
     */
    long head();

    /**
     * Where the store stood at a time. Events are recorded in the order of their positions, so a few of them tell.
     *
     * @param time by the clock that says when events are recorded
     * @param types from stored names to types
     * @return the position of the last event that was recorded before it; 0 when none was
     */
    default long positionBefore(Instant time, EventType.Lookup types) {
        var everything = new StoredQuery(List.of()).withArchived();
        long before = 0;
        long last = head();
        while (before < last) {
            long middle = before + (last - before) / 2;
            try (EventStream stream = read(everything, ReadRange.from(middle).first(1), types)) {
                EventEnvelope next = stream.iterator().next();
                if (next.recordedAt().isBefore(time)) before = next.position();
                else last = middle;
            }
        }
        return before;
    }
}
