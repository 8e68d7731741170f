package dev.espalier.store.memory;

import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.store.StoredQuery;
import java.util.stream.LongStream;

/** Reads by query: the log itself where everything is meant, the index where something is. */
final class MemoryQuery {
    private MemoryQuery() {}

    static EventStream read(
            Log log, Index index, StreamStates states, StoredQuery query, ReadRange range, long head, View view) {
        boolean hides = !query.archived() && states.hideAnything();
        if (!query.items().isEmpty())
            return some(
                    log,
                    query,
                    index.find(query, range, head, hides ? event -> !states.hide(event.stream()) : null),
                    range,
                    head,
                    view);
        long last = Math.min(range.upTo(), head);
        return hides
                ? some(log, query, shown(log, states, range, last), range, head, view)
                : all(log, query, range, last, head, view);
    }

    /** As many as the range takes, and one more, in its order. */
    private static long[] shown(Log log, StreamStates states, ReadRange range, long last) {
        long count = Math.max(0, last - range.after());
        LongStream walked = LongStream.range(0, count)
                .map(i -> range.backwards() ? last - i : range.after() + 1 + i)
                .filter(position -> !states.hide(log.at(position).stream()));
        if (range.limit() < Long.MAX_VALUE) walked = walked.limit(range.limit() + 1);
        return walked.toArray();
    }

    private static EventStream all(Log log, StoredQuery query, ReadRange range, long last, long head, View view) {
        long count = Math.max(0, last - range.after());
        boolean cut = count > range.limit();
        int shown = (int) Math.min(count, range.limit());
        long after = range.after();
        Found.Positions positions = range.backwards() ? i -> last - i : i -> after + 1 + i;
        return new Found(query, positions, shown, log, view, cut && !range.backwards() ? after + shown : head);
    }

    private static EventStream some(Log log, StoredQuery query, long[] found, ReadRange range, long head, View view) {
        boolean cut = found.length > range.limit();
        int shown = (int) Math.min(found.length, range.limit());
        long seen = shown == 0 ? range.after() : found[shown - 1];
        return new Found(query, i -> found[i], shown, log, view, cut && !range.backwards() ? seen : head);
    }
}
