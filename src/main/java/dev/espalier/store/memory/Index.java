package dev.espalier.store.memory;

import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where events of a tag, type, category or stream are. Brought up to date by the query that needs it, so that appends pay
 * nothing for queries that nobody makes, and a query pays for an event once, whatever the size of the store.
 */
final class Index {
    private record TypeKey(String name) {}

    private record CategoryKey(String name) {}

    /** Ascending positions. */
    private static final class Positions {
        private long[] values = new long[4];
        private int size;

        void add(long position) {
            if (size == values.length) values = Arrays.copyOf(values, size * 2);
            values[size++] = position;
        }

        long last() {
            return size == 0 ? 0 : values[size - 1];
        }

        /** The index of the first position above. */
        int above(long position) {
            int found = Arrays.binarySearch(values, 0, size, position);
            return found < 0 ? -found - 1 : found + 1;
        }
    }

    private static final Positions NOWHERE = new Positions();

    private final Log log;
    private final Map<Object, Positions> byKey = new HashMap<>();
    private long indexed;

    Index(Log log) {
        this.log = log;
    }

    /** A way along one list, from one end of a range to the other. */
    private static final class Cursor {
        private final StoredQuery.Item item;
        private final Positions positions;
        private final int step;
        private final int end;
        private int next;

        Cursor(StoredQuery.Item item, Positions positions, int from, int to, boolean backwards) {
            this.item = item;
            this.positions = positions;
            this.step = backwards ? -1 : 1;
            this.next = backwards ? to - 1 : from;
            this.end = backwards ? from - 1 : to;
        }

        boolean isAtEnd() {
            return next == end;
        }

        long position() {
            return positions.values[next];
        }

        void step() {
            next += step;
        }

        boolean isBefore(Cursor other) {
            return step > 0 ? position() < other.position() : position() > other.position();
        }
    }

    /**
     * The positions of what a query means and shows in a range that ends at the latest at a head, in the order of the range; of
     * what is beyond its limit one more, so that it is known to be there. What is not returned is not looked at.
     */
    synchronized long[] find(StoredQuery query, ReadRange range, long head, @Nullable Predicate<RecordedEvent> shown) {
        long upTo = Math.min(range.upTo(), head);
        catchUp(upTo);
        long most = range.limit() == Long.MAX_VALUE ? range.limit() : range.limit() + 1;
        var cursors = new PriorityQueue<Cursor>((a, b) -> a.step * Long.compare(a.position(), b.position()));
        for (StoredQuery.Item item : query.items())
            for (Positions candidates : narrowest(item)) {
                int from = candidates.above(range.after());
                int to = candidates.above(upTo);
                if (to > from) cursors.add(new Cursor(item, candidates, from, to, range.backwards()));
            }
        var found = new Positions();
        while (found.size < most && !cursors.isEmpty()) {
            Cursor first = cursors.poll();
            Cursor then = cursors.peek();
            boolean sure = shown == null && first.item.makesOneDemand();
            do {
                long position = first.position();
                if (position != found.last() && (sure || isMeant(first.item, log.at(position), shown)))
                    found.add(position);
                first.step();
            } while (!first.isAtEnd() && found.size < most && (then == null || first.isBefore(then)));
            if (!first.isAtEnd()) cursors.add(first);
        }
        return Arrays.copyOf(found.values, found.size);
    }

    private static boolean isMeant(
            StoredQuery.Item item, RecordedEvent event, @Nullable Predicate<RecordedEvent> shown) {
        return item.matches(event) && (shown == null || shown.test(event));
    }

    /** The last event that a query means above a position, if there is one. */
    synchronized @Nullable RecordedEvent last(StoredQuery query, long after, long upTo) {
        catchUp(upTo);
        long last = after;
        for (StoredQuery.Item item : query.items())
            for (Positions candidates : narrowest(item))
                for (int i = candidates.above(upTo) - 1; i >= 0 && candidates.values[i] > last; i--)
                    if (item.matches(log.at(candidates.values[i]))) last = candidates.values[i];
        return last > after ? log.at(last) : null;
    }

    private void catchUp(long upTo) {
        for (; indexed < upTo; indexed++) {
            RecordedEvent event = log.at(indexed + 1);
            add(new TypeKey(event.type()), event.position());
            add(new CategoryKey(event.stream().category()), event.position());
            add(event.stream(), event.position());
            for (Tag tag : event.tags()) add(tag, event.position());
        }
    }

    private void add(Object key, long position) {
        byKey.computeIfAbsent(key, none -> new Positions()).add(position);
    }

    /** The smallest set of lists that holds everything an item means. */
    private List<Positions> narrowest(StoredQuery.Item item) {
        var choices = new ArrayList<List<Positions>>();
        for (Tag tag : item.tags()) choices.add(List.of(byKey.getOrDefault(tag, NOWHERE)));
        if (!item.types().isEmpty()) choices.add(lists(item.types(), TypeKey::new));
        if (!item.categories().isEmpty() || !item.streams().isEmpty()) {
            var places = new ArrayList<>(lists(item.categories(), CategoryKey::new));
            places.addAll(lists(item.streams(), Function.<StreamId>identity()));
            choices.add(places);
        }
        return choices.stream()
                .min((a, b) -> Integer.compare(total(a), total(b)))
                .orElseThrow();
    }

    private <K> List<Positions> lists(Set<K> names, Function<? super K, ?> key) {
        return names.stream()
                .map(name -> byKey.getOrDefault(key.apply(name), NOWHERE))
                .toList();
    }

    private static int total(List<Positions> lists) {
        return lists.stream().mapToInt(positions -> positions.size).sum();
    }
}
