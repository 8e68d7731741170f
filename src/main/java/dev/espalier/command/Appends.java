package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.serialization.registry.EventTypes;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Micros;
import dev.espalier.store.Participant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;

/** From events of the domain to what a store takes. Immutable. */
public final class Appends {
    private final EventTypes types;
    private final Map<Class<?>, Aggregate<?, ?, ?>> aggregates;
    private final Participant participant;
    private final LongFunction<UUID> ids;
    private final InstantSource clock;

    /** The aggregates are by class of event; ids are made at a time in microseconds. */
    public Appends(
            EventTypes types,
            Map<Class<?>, Aggregate<?, ?, ?>> aggregates,
            Participant participant,
            LongFunction<UUID> ids,
            InstantSource clock) {
        this.types = types;
        this.aggregates = Map.copyOf(aggregates);
        this.participant = participant;
        this.ids = ids;
        this.clock = clock;
    }

    /** All that are registered. */
    public EventTypes types() {
        return types;
    }

    UUID id(long now) {
        return ids.apply(now);
    }

    /** The stream that an event names by itself. */
    public StreamId streamOf(Event event) {
        var aggregate = aggregates.get(event.getClass());
        if (aggregate == null)
            throw new InvalidInputException(
                    "event type",
                    event.getClass().getName(),
                    "belongs to no registered aggregate: add .aggregate(...)");
        return aggregate.streamOf(event);
    }

    /** Under the condition that the stream stands where it was when the state was kept, and that its last event is that one. */
    Append toUnseen(StreamId stream, StateCache.Entry kept, List<? extends Event> events, Metadata metadata, long now) {
        return to(
                List.of(
                        new Marker.StreamCheck(stream, ExpectedVersion.exactly(kept.at())),
                        new Marker.EventCheck(stream, kept.head())),
                all(stream, events, metadata, now));
    }

    Append to(StreamId stream, ExpectedVersion expected, List<? extends Event> events, Metadata metadata, long now) {
        if (events.size() == 1) return to(stream, expected, events.get(0), metadata, now);
        return Append.of(stream, expected, all(stream, events, metadata, now), participant);
    }

    Append to(StreamId stream, ExpectedVersion expected, Event event, Metadata metadata, long now) {
        return Append.of(stream, expected, data(stream, event, metadata, now), participant, clock);
    }

    private List<EventData> all(StreamId stream, List<? extends Event> events, Metadata metadata, long now) {
        var all = new ArrayList<EventData>(events.size());
        for (Event event : events) all.add(data(stream, event, metadata, now));
        return all;
    }

    Append to(List<Marker.Check> checks, List<EventData> events) {
        return Append.of(checks, events, participant);
    }

    long now() {
        return Micros.of(clock.instant());
    }

    EventData data(StreamId stream, Event event, Metadata metadata, long occurredAt) {
        return EventData.of(
                id(occurredAt), stream, types.of(event), event.tags(), metadata, Origin.LIVE, occurredAt, event);
    }
}
