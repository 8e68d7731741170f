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
        long last = Math.min(range.upTo(), head);
        boolean everything = query.items().isEmpty();
        if (query.archived() || !states.hideAnything())
            return everything
                    ? all(log, query, range, last, head, view)
                    : some(log, query, index.find(query, range.after(), last), range, head, view);
        LongStream meant = everything
                ? LongStream.rangeClosed(range.after() + 1, last)
                : LongStream.of(index.find(query, range.after(), last));
        long[] shown = meant.filter(position -> !states.hide(log.at(position).stream()))
                .toArray();
        return some(log, query, shown, range, head, view);
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
