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
import org.jspecify.annotations.Nullable;

/**
 * An event with its place in the store. What every reader asks for lies here as well, one step nearer than in the data: to
 * follow a reference costs more than the rest of reading an event from memory.
 */
public final class RecordedEvent implements EventEnvelope {
    private final EventData data;
    private final EventType type;
    private final @Nullable Event one;
    private final long version;
    private final long position;
    private final long recordedMicros;

    /**
     * An event that stands here.
     *
     * @param data the event itself
     * @param version in its stream
     * @param position in the store; 0 while it is not known yet
     * @param recordedMicros when it was stored, in microseconds since 1970
     */
    public RecordedEvent(EventData data, long version, long position, long recordedMicros) {
        this.data = data;
        this.type = data.type();
        this.one = data.one();
        this.version = version;
        this.position = position;
        this.recordedMicros = recordedMicros;
    }

    /**
     * The event itself.
     *
     * @return without its place
     */
    public EventData data() {
        return data;
    }

    /**
     * What it is, in which form.
     *
     * @return the type
     */
    public EventType eventType() {
        return type;
    }

    /**
     * The object, where it is at hand as one.
     *
     * @return null where {@link #events()} has to be asked
     */
    public @Nullable Event one() {
        return one != null ? one : data.one();
    }

    /**
     * When it was stored.
     *
     * @return in microseconds since 1970
     */
    public long recordedMicros() {
        return recordedMicros;
    }

    @Override
    public Event event() {
        Event known = one();
        return known != null ? known : EventEnvelope.super.event();
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
    public long version() {
        return version;
    }

    @Override
    public long position() {
        return position;
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
        return type.name();
    }

    @Override
    public int schemaVersion() {
        return type.schemaVersion();
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
