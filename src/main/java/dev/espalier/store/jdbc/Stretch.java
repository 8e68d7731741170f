package dev.espalier.store.jdbc;

import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A query that means whole types and categories, as a condition on events. Where many of the events that follow one another
 * are meant, to read those few that are not costs less than to look each of the others up by its tag.
 */
final class Stretch {
    /** Where fewer than one in so many is meant, an index is better. */
    private static final int RARE = 8;

    private final StringBuilder condition = new StringBuilder("(false");
    private final List<Object> names = new ArrayList<>();

    private Stretch(StoredQuery query) {
        for (StoredQuery.Item item : query.items()) {
            condition.append(" or (true");
            among("type", item.types());
            among("category", item.categories());
            condition.append(')');
        }
        condition.append(')');
    }

    /** Whether the events themselves tell what is meant. */
    static boolean fits(StoredQuery query) {
        return query.items().stream()
                .allMatch(item -> item.tags().isEmpty() && item.streams().isEmpty());
    }

    static Stretch of(StoredQuery query) {
        return new Stretch(query);
    }

    private void among(String column, Collection<String> allowed) {
        if (allowed.isEmpty()) return;
        condition.append(" and ").append(column).append(" in (?");
        condition.append(", ?".repeat(allowed.size() - 1)).append(')');
        names.addAll(allowed);
    }

    String condition() {
        return condition.toString();
    }

    /** Its own parameters, between those before and the one after them. */
    Object[] parameters(long after, long upTo, int limit) {
        var all = new ArrayList<Object>(names.size() + 3);
        all.add(after);
        all.add(upTo);
        all.addAll(names);
        all.add(limit);
        return all.toArray();
    }

    /** The end of a stretch that holds so many, if they are not rare; never beyond a bound. */
    static long end(long after, long upTo, int limit) {
        return Math.min(upTo, after + 2L * limit);
    }

    /** Whether so many, found in a stretch that was made for the limit, say that those behind it are worth reading as well. */
    static boolean isDense(int found, int limit) {
        return (long) found * RARE >= 2L * limit;
    }
}
