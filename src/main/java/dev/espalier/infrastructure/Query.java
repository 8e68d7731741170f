package dev.espalier.infrastructure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which events of the whole store are meant. Items are joined by OR; an item means any of its types AND all of its tags AND
 * any of its categories and streams. Everything is always spelled out: {@link #all()}.
 *
 * @param items none for everything
 * @param archived whether events of archived streams are meant too
 */
public record Query(List<Item> items, boolean archived) {
    /**
     * One alternative. An empty set makes no demand; at least one must not be empty.
     *
     * @param types classes of events, or sealed families of them
     * @param tags all of which an event must carry
     * @param categories of streams
     * @param streams beside the categories
     */
    public record Item(
            Set<Class<? extends Event>> types, Set<Tag> tags, Set<String> categories, Set<StreamId> streams) {
        /** Checks that something is demanded. */
        public Item {
            types = Set.copyOf(types);
            tags = Set.copyOf(tags);
            categories = Set.copyOf(categories);
            streams = Set.copyOf(streams);
            if (types.isEmpty() && tags.isEmpty() && categories.isEmpty() && streams.isEmpty())
                throw new InvalidInputException(
                        "query item", "{}", "must demand something; Query.all() means everything");
        }
    }

    /** Copies the items. */
    public Query {
        items = List.copyOf(items);
    }

    /**
     * Without archived streams.
     *
     * @param items none for everything
     */
    public Query(List<Item> items) {
        this(items, false);
    }

    /**
     * Every event of the store.
     *
     * @return the query
     */
    public static Query all() {
        return new Query(List.of());
    }

    /**
     * Events of any of these classes.
     *
     * @param types at least one
     * @return the query
     */
    @SafeVarargs
    public static Query types(Class<? extends Event>... types) {
        var all = new LinkedHashSet<Class<? extends Event>>();
        for (Class<? extends Event> type : types) all.add(type);
        return new Query(List.of(new Item(all, Set.of(), Set.of(), Set.of())));
    }

    /**
     * Events that carry all of these tags.
     *
     * @param tags at least one
     * @return the query
     */
    public static Query tags(Tag... tags) {
        return new Query(List.of(new Item(Set.of(), setOf(tags), Set.of(), Set.of())));
    }

    /**
     * Events of streams of any of these categories.
     *
     * @param categories at least one
     * @return the query
     */
    public static Query categories(String... categories) {
        return new Query(List.of(new Item(Set.of(), Set.of(), setOf(categories), Set.of())));
    }

    /**
     * Events of any of these streams.
     *
     * @param streams at least one
     * @return the query
     */
    public static Query streams(StreamId... streams) {
        return new Query(List.of(new Item(Set.of(), Set.of(), Set.of(), setOf(streams))));
    }

    /**
     * The same query, narrowed: only events that also carry these tags.
     *
     * @param tags all of which are demanded in addition
     * @return the query
     */
    public Query withTags(Tag... tags) {
        return narrowed(item -> {
            var all = new LinkedHashSet<>(item.tags);
            all.addAll(Arrays.asList(tags));
            return new Item(item.types, all, item.categories, item.streams);
        });
    }

    /**
     * The same query, narrowed: only events of streams of these categories.
     *
     * @param categories any of which is demanded
     * @return the query
     * @throws InvalidInputException when the query names categories or streams already
     */
    public Query withCategories(String... categories) {
        return narrowed(item -> {
            if (!item.categories.isEmpty() || !item.streams.isEmpty())
                throw new InvalidInputException("query item", item, "names its categories or streams already");
            return new Item(item.types, item.tags, setOf(categories), Set.of());
        });
    }

    /**
     * Either query.
     *
     * @param other the alternative
     * @return the query
     */
    public Query or(Query other) {
        boolean either = archived || other.archived;
        if (items.isEmpty() || other.items.isEmpty()) return new Query(List.of(), either);
        var both = new ArrayList<>(items);
        both.addAll(other.items);
        return new Query(both, either);
    }

    /**
     * The same query, widened: also events of streams that an operator has archived.
     *
     * @return the query
     */
    public Query withArchived() {
        return new Query(items, true);
    }

    private Query narrowed(UnaryOperator<Item> narrow) {
        if (items.isEmpty())
            throw new InvalidInputException(
                    "query", "all()", "cannot be narrowed: start with types(), tags() or categories()");
        return new Query(items.stream().map(narrow).toList(), archived);
    }

    private static <T> Set<T> setOf(T[] values) {
        return new LinkedHashSet<>(Arrays.asList(values));
    }
}
