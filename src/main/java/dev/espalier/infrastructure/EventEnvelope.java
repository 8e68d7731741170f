package dev.espalier.infrastructure;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A stored event with what the store knows of it. The event itself is decoded when it is first asked for, and once.
 *
 * <p>It is one event for ever, with one id, version and position, also where an upcaster made several of it, or none.
 */
public interface EventEnvelope {
    /**
     * What happened, where it is still one event.
     *
     * @return the event
     * @throws UnreadableEventException when its type is unknown here or its payload does not fit; also when it became none or
     *     several, which only {@link #events()} can tell
     */
    default Event event() {
        List<Event> events = events();
        if (events.size() == 1) return events.get(0);
        throw new UnreadableEventException(this, "it reads as " + events.size() + " events: ask for events()", null);
    }

    /**
     * What happened, as it reads today. Who folds or projects asks for this.
     *
     * @return the event; none or several, in order, where an upcaster makes that of what is stored
     * @throws UnreadableEventException when its type is unknown here or its payload does not fit
     */
    List<Event> events();

    /**
     * Its name for ever.
     *
     * @return an id that no other event of the store has
     */
    UUID id();

    /**
     * Where it is.
     *
     * @return the stream
     */
    StreamId stream();

    /**
     * Its place in the stream.
     *
     * @return 1 for the first event, then one more each
     */
    long version();

    /**
     * Its place in the store.
     *
     * @return strictly increasing in the order of commits, with gaps possible; 0 while it is not known yet, as inside a
     *     snapshot update service on some stores
     */
    long position();

    /**
     * What it is called.
     *
     * @return the name of its type, as it is stored
     */
    String type();

    /**
     * In which form it was written.
     *
     * @return the schema version of its type as it is stored, 1 or more
     */
    int schemaVersion();

    /**
     * By what it is found.
     *
     * @return the tags
     */
    Set<Tag> tags();

    /**
     * Where it came from.
     *
     * @return command, correlation, causation and the application's own entries
     */
    Metadata metadata();

    /**
     * How it came to be stored.
     *
     * @return {@link Origin#LIVE} for what a command decided
     */
    Origin origin();

    /**
     * When it happened, as the caller said.
     *
     * @return to the microsecond
     */
    Instant occurredAt();

    /**
     * When it was stored, as the store says.
     *
     * @return to the microsecond; never earlier than that of the position before
     */
    Instant recordedAt();
}
