package dev.espalier.store;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as object, as bytes, or both: each side is made when it is first asked for. Safe to share between threads; two
 * that ask at the same moment may both do the work, and get equal results.
 */
public final class EventData {
    private final UUID id;
    private final StreamId stream;
    private final EventType type;
    private final Set<Tag> tags;
    private final Metadata metadata;
    private final Origin origin;
    private final long occurredAt;
    /** Nearly always it reads as one event, which needs no list. What is read is immutable, so plain fields show it to others. */
    private @Nullable Event event;
    /** What it became, where that is not one event. */
    private @Nullable List<Event> parts;

    private byte @Nullable [] bytes;

    private EventData(
            UUID id,
            StreamId stream,
            EventType type,
            Set<Tag> tags,
            Metadata metadata,
            Origin origin,
            long occurredAt,
            @Nullable Event event,
            byte @Nullable [] bytes) {
        this.id = id;
        this.stream = stream;
        this.type = type;
        this.tags = Set.copyOf(tags);
        this.metadata = metadata;
        this.origin = origin;
        this.occurredAt = occurredAt;
        this.event = event;
        this.bytes = bytes;
    }

    /**
     * An event that is to be stored.
     *
     * @param id unique in the store
     * @param stream where to
     * @param type its registered type
     * @param tags by which it is found
     * @param metadata where it comes from
     * @param origin how it came to be stored
     * @param occurredAt in microseconds since 1970, see {@link Micros}
     * @param event the object
     * @return the event as object
     */
    public static EventData of(
            UUID id,
            StreamId stream,
            EventType type,
            Set<Tag> tags,
            Metadata metadata,
            Origin origin,
            long occurredAt,
            Event event) {
        return new EventData(id, stream, type, tags, metadata, origin, occurredAt, event, null);
    }

    /**
     * An event as it was stored.
     *
     * @param id unique in the store
     * @param stream where it is
     * @param type by its stored name
     * @param tags by which it is found
     * @param metadata where it comes from
     * @param origin how it came to be stored
     * @param occurredAt in microseconds since 1970, see {@link Micros}
     * @param bytes the payload; not to be changed afterwards
     * @return the event as bytes
     */
    public static EventData stored(
            UUID id,
            StreamId stream,
            EventType type,
            Set<Tag> tags,
            Metadata metadata,
            Origin origin,
            long occurredAt,
            byte[] bytes) {
        return new EventData(id, stream, type, tags, metadata, origin, occurredAt, null, bytes);
    }

    /**
     * Its name for ever.
     *
     * @return the id
     */
    public UUID id() {
        return id;
    }

    /**
     * Where it is.
     *
     * @return the stream
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * What it is.
     *
     * @return the type
     */
    public EventType type() {
        return type;
    }

    /**
     * By what it is found.
     *
     * @return the tags
     */
    public Set<Tag> tags() {
        return tags;
    }

    /**
     * Where it comes from.
     *
     * @return the metadata
     */
    public Metadata metadata() {
        return metadata;
    }

    /**
     * How it came to be stored.
     *
     * @return the origin
     */
    public Origin origin() {
        return origin;
    }

    /**
     * When it happened.
     *
     * @return in microseconds since 1970
     */
    public long occurredAt() {
        return occurredAt;
    }

    /**
     * The object.
     *
     * @return the event; none or several where an upcaster makes that of it
     * @throws RuntimeException what {@link EventType#decode} throws
     */
    public List<Event> events() {
        Event one = event;
        if (one != null) return List.of(one);
        List<Event> several = parts;
        return several != null ? several : decoded();
    }

    /**
     * The object, where it is at hand as one.
     *
     * @return null where {@link #events()} has to be asked
     */
    public @Nullable Event one() {
        return event;
    }

    private List<Event> decoded() {
        List<Event> decoded = List.copyOf(type.decode(id, bytes()));
        if (type.keepsObject()) {
            if (decoded.size() == 1) event = decoded.get(0);
            else parts = decoded;
        }
        return decoded;
    }

    /**
     * The payload.
     *
     * @return the bytes; not to be changed
     */
    public byte[] bytes() {
        byte[] known = bytes;
        VarHandle.acquireFence();
        if (known == null) {
            known = type.encode(id, events().get(0));
            VarHandle.releaseFence();
            bytes = known;
        }
        return known;
    }

    /**
     * The same as it would come back from a store of bytes.
     *
     * @return the event as bytes only
     */
    public EventData asStored() {
        return new EventData(id, stream, type, tags, metadata, origin, occurredAt, null, bytes());
    }
}
