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
                    index.find(query, range, head, event -> !hides || !states.hide(event.stream())),
                    range,
                    head,
                    view);
        long last = Math.min(range.upTo(), head);
        return hides
                ? some(log, query, shown(log, states, range, last), range, head, view)
                : all(log, query, range, last, head, view);
    }

    /** As many as the range takes, and one more. */
    private static long[] shown(Log log, StreamStates states, ReadRange range, long last) {
        long count = Math.max(0, last - range.after());
        LongStream walked = LongStream.range(0, count)
                .map(i -> range.backwards() ? last - i : range.after() + 1 + i)
                .filter(position -> !states.hide(log.at(position).stream()));
        if (range.limit() < Long.MAX_VALUE) walked = walked.limit(range.limit() + 1);
        return walked.sorted().toArray();
    }

    private static EventStream all(Log log, StoredQuery query, ReadRange range, long last, long head, View view) {
        long count = Math.max(0, last - range.after());
        boolean cut = count > range.limit();
        long shown = Math.min(count, range.limit());
        long first = range.backwards() ? last - shown + 1 : range.after() + 1;
        Found.Positions positions = range.backwards()
                ? () -> LongStream.range(0, shown).map(i -> last - i)
                : () -> LongStream.range(first, first + shown);
        return new Found(query, positions, log, view, cut && !range.backwards() ? first + shown - 1 : head);
    }

    private static EventStream some(Log log, StoredQuery query, long[] found, ReadRange range, long head, View view) {
        boolean cut = found.length > range.limit();
        int shown = (int) Math.min(found.length, range.limit());
        Found.Positions positions = range.backwards()
                ? () -> LongStream.range(0, shown).map(i -> found[found.length - 1 - (int) i])
                : () -> LongStream.range(0, shown).map(i -> found[(int) i]);
        long seen = shown == 0 ? range.after() : found[shown - 1];
        return new Found(query, positions, log, view, cut && !range.backwards() ? seen : head);
    }
}
