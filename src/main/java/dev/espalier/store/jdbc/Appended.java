package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An append as lists. */
final class Appended {
    private Appended() {}

    static List<EventData> events(Append append) {
        if (append.size() == 1) return List.of(append.get(0));
        var events = new ArrayList<EventData>(append.size());
        for (int i = 0; i < append.size(); i++) events.add(append.get(i));
        return events;
    }

    /** All streams that it writes or tests. */
    static Set<StreamId> streams(Append append) {
        var streams = new LinkedHashSet<StreamId>();
        if (append.expected() != ExpectedVersion.any()) streams.add(append.stream());
        for (Marker.Check check : append.more())
            if (check instanceof Marker.StreamCheck stream) streams.add(stream.stream());
        for (int i = 0; i < append.size(); i++) streams.add(append.get(i).stream());
        return streams;
    }

    static List<UUID> ids(Receipt receipt) {
        return receipt.events().stream().map(EventEnvelope::id).toList();
    }

    static List<UUID> ids(Append append) {
        return events(append).stream().map(EventData::id).toList();
    }

    /** What is demanded besides the versions of streams. */
    static List<Marker.Check> boundaries(Append append) {
        if (append.more().isEmpty()) return List.of();
        var boundaries = new ArrayList<Marker.Check>();
        for (Marker.Check check : append.more()) if (!(check instanceof Marker.StreamCheck)) boundaries.add(check);
        return boundaries;
    }

    /** Of these, those that a query draws. */
    static List<Marker.QueryCheck> queries(Append append) {
        if (append.more().isEmpty()) return List.of();
        var queries = new ArrayList<Marker.QueryCheck>();
        for (Marker.Check check : append.more()) if (check instanceof Marker.QueryCheck query) queries.add(query);
        return queries;
    }

    /** How many steps each event is above the version at which its stream was found. */
    static int[] steps(List<EventData> events) {
        var steps = new int[events.size()];
        if (steps.length == 1) {
            steps[0] = 1;
            return steps;
        }
        Map<StreamId, Integer> last = new HashMap<>();
        for (int i = 0; i < steps.length; i++) steps[i] = last.merge(events.get(i).stream(), 1, Integer::sum);
        return steps;
    }

    static long bytes(Append append) {
        long bytes = 0;
        for (int i = 0; i < append.size(); i++) bytes += append.get(i).bytes().length;
        return bytes;
    }

    static long bytes(List<EventData> events) {
        long bytes = 0;
        for (EventData event : events) bytes += event.bytes().length;
        return bytes;
    }
}
