package dev.espalier.store;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnreadableEventException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * An event with its place in the store.
 *
 * @param data the event itself
 * @param version in its stream
 * @param position in the store; 0 while it is not known yet
 * @param recordedMicros when it was stored, in microseconds since 1970
 */
public record RecordedEvent(EventData data, long version, long position, long recordedMicros) implements EventEnvelope {
    @Override
    public Event event() {
        Event one = data.one();
        return one != null ? one : EventEnvelope.super.event();
    }

    @Override
    public List<Event> events() {
        try {
            return data.events();
        } catch (StoreUnavailableException later) {
            throw later;
        } catch (RuntimeException cause) {
            throw new UnreadableEventException(this, String.valueOf(cause.getMessage()), cause);
        }
    }

    @Override
    public UUID id() {
        return data.id();
    }

    @Override
    public StreamId stream() {
        return data.stream();
    }

    @Override
    public String type() {
        return data.type().name();
    }

    @Override
    public int schemaVersion() {
        return data.type().schemaVersion();
    }

    @Override
    public Set<Tag> tags() {
        return data.tags();
    }

    @Override
    public Metadata metadata() {
        return data.metadata();
    }

    @Override
    public Origin origin() {
        return data.origin();
    }

    @Override
    public Instant occurredAt() {
        return Micros.instant(data.occurredAt());
    }

    @Override
    public Instant recordedAt() {
        return Micros.instant(recordedMicros);
    }

    @Override
    public String toString() {
        return type() + " (event " + version + " of " + stream() + " at position " + position + ")";
    }
}
