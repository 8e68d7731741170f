package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The streams of an append, with what is demanded of each; one that several demands name stands there several times. */
final class PostgresStreams {
    /** What the number of a demand grows by where its stream is written: a closed one refuses that. */
    private static final int WRITTEN = 4;

    private record Demand(StreamId stream, ExpectedVersion expected) {}

    private final List<Demand> demands = new ArrayList<>();
    private final Map<StreamId, Integer> first = new LinkedHashMap<>();
    private final Set<Integer> written = new HashSet<>();

    static PostgresStreams of(Append append) {
        var streams = new PostgresStreams();
        streams.demand(append.stream(), append.expected());
        for (Marker.Check check : append.more())
            if (check instanceof Marker.StreamCheck stream) streams.demand(stream.stream(), stream.expected());
        streams.write(Appended.events(append));
        return streams;
    }

    /** Events are to be written. */
    void write(List<EventData> events) {
        for (EventData event : events) written.add(index(event.stream()));
    }

    void demand(StreamId stream, ExpectedVersion expected) {
        first.putIfAbsent(stream, demands.size());
        demands.add(new Demand(stream, expected));
    }

    /** Where a stream stands in the order of the parameters. */
    int index(StreamId stream) {
        Integer known = first.get(stream);
        if (known != null) return known;
        demand(stream, ExpectedVersion.any());
        return demands.size() - 1;
    }

    Set<StreamId> streams() {
        return first.keySet();
    }

    StreamClosedException closed(int index) {
        return new StreamClosedException(demands.get(index).stream());
    }

    ConflictException conflict(int index, long actual) {
        Demand demand = demands.get(index);
        return new ConflictException(demand.stream(), demand.expected(), actual);
    }

    /** Parameters: categories, keys, kinds of demand, versions. */
    Object[] parameters() {
        int size = demands.size();
        var categories = new String[size];
        var keys = new String[size];
        var modes = new int[size];
        var versions = new long[size];
        for (int i = 0; i < size; i++) {
            Demand demand = demands.get(i);
            categories[i] = demand.stream().category();
            keys[i] = demand.stream().key();
            modes[i] = mode(demand.expected()) + (written.contains(i) ? WRITTEN : 0);
            versions[i] = version(demand.expected());
        }
        return new Object[] {
            PostgresText.texts(categories),
            PostgresText.texts(keys),
            PostgresText.numbers(modes),
            PostgresText.numbers(versions)
        };
    }

    /** As the statement's case distinguishes them. */
    static int mode(ExpectedVersion expected) {
        return expected instanceof ExpectedVersion.Rule rule ? rule.ordinal() : ExpectedVersion.Rule.values().length;
    }

    /** The one that is demanded, where it is one. */
    static long version(ExpectedVersion expected) {
        return expected instanceof ExpectedVersion.Exactly exactly ? exactly.version() : 0;
    }
}
