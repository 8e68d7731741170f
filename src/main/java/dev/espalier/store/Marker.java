package dev.espalier.store;

import dev.espalier.infrastructure.ConsistencyMarker;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The one implementation of the marker; only stores and the command path look inside.
 *
 * @param checks all of which must hold
 */
public record Marker(List<Check> checks) implements ConsistencyMarker {
    /** One thing that is tested when events are appended. */
    public sealed interface Check permits StreamCheck, QueryCheck, EventCheck {}

    /**
     * A stream must have a version.
     *
     * @param stream which
     * @param expected that version
     */
    public record StreamCheck(StreamId stream, ExpectedVersion expected) implements Check {}

    /**
     * Nothing that a query means may stand after a position.
     *
     * @param query what is meant
     * @param after the position; 0 when there may be nothing at all
     */
    public record QueryCheck(StoredQuery query, long after) implements Check {}

    /**
     * An event must be stored, as a decision rests on it that was read some time ago: it could have been rolled back since,
     * or lost with a restored database.
     *
     * @param stream in which it was read
     * @param event its id
     */
    public record EventCheck(StreamId stream, UUID event) implements Check {}

    /** Copies the checks. */
    public Marker {
        checks = List.copyOf(checks);
    }

    /**
     * Of a read of one stream.
     *
     * @param stream that was read
     * @param version at which it stood
     * @return the marker
     */
    public static Marker of(StreamId stream, long version) {
        return new Marker(List.of(new StreamCheck(stream, ExpectedVersion.exactly(version))));
    }

    /**
     * Of a read by query.
     *
     * @param query that was read
     * @param head up to where the read saw everything
     * @return the marker
     */
    public static Marker of(StoredQuery query, long head) {
        return new Marker(List.of(new QueryCheck(query, head)));
    }

    /**
     * What is inside a marker that a user hands back.
     *
     * @param marker of an earlier read
     * @return the same
     * @throws InvalidInputException when it does not come from this library
     */
    public static Marker from(ConsistencyMarker marker) {
        if (marker instanceof Marker ours) return ours;
        throw new InvalidInputException(
                "marker", marker, "must be the marker() of an EventStream, handed back as it is");
    }

    @Override
    public Marker and(ConsistencyMarker other) {
        var all = new ArrayList<>(checks);
        all.addAll(from(other).checks);
        return new Marker(all);
    }
}
