package dev.espalier.infrastructure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Events for several streams in one append: all of them are stored, or none. Immutable.
 *
 * @param parts what is appended where, under which expected version
 * @param markers what must not have changed besides
 * @param metadata kept with every event
 */
public record EventBatch(List<Part> parts, List<ConsistencyMarker> markers, Metadata metadata) {
    /**
     * The events for one stream.
     *
     * @param stream where to
     * @param expected which version it must have
     * @param events oldest first; none to test the version only
     */
    public record Part(StreamId stream, ExpectedVersion expected, List<Event> events) {
        /** Copies the events. */
        public Part {
            events = List.copyOf(events);
        }
    }

    /** Copies the lists. */
    public EventBatch {
        parts = List.copyOf(parts);
        markers = List.copyOf(markers);
    }

    /**
     * A batch that begins with this stream.
     *
     * @param stream where to
     * @param expected which version it must have
     * @param events oldest first; none to test the version only
     * @return the batch
     */
    public static EventBatch to(StreamId stream, ExpectedVersion expected, Event... events) {
        return new EventBatch(List.of(), List.of(), Metadata.none()).and(stream, expected, events);
    }

    /**
     * And to this stream.
     *
     * @param stream where to
     * @param expected which version it must have
     * @param events oldest first; none to test the version only
     * @return a batch with it
     */
    public EventBatch and(StreamId stream, ExpectedVersion expected, Event... events) {
        var more = new ArrayList<>(parts);
        more.add(new Part(stream, expected, Arrays.asList(events)));
        return new EventBatch(more, markers, metadata);
    }

    /**
     * Unless something has been stored since a read that would have been in it.
     *
     * @param marker of the read
     * @return a batch with it
     */
    public EventBatch unlessChanged(ConsistencyMarker marker) {
        var more = new ArrayList<>(markers);
        more.add(marker);
        return new EventBatch(parts, more, metadata);
    }

    /**
     * With where the events come from.
     *
     * @param source kept with every event
     * @return a batch with it
     */
    public EventBatch with(Metadata source) {
        return new EventBatch(parts, markers, source);
    }
}
