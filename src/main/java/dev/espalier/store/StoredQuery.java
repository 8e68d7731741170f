package dev.espalier.store;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import java.util.List;
import java.util.Set;

/**
 * A query in the store's words: names instead of classes. Items are joined by OR; an item means any of its types AND all of
 * its tags AND any of its categories and streams.
 *
 * @param items none for everything
 * @param archived whether events of archived streams are meant too
 */
public record StoredQuery(List<Item> items, boolean archived) {
    /**
     * One alternative; an empty set makes no demand.
     *
     * @param types stored names
     * @param tags all of which an event must carry
     * @param categories of streams
     * @param streams beside the categories
     */
    public record Item(Set<String> types, Set<Tag> tags, Set<String> categories, Set<StreamId> streams) {
        /**
         * Whether all that it demands is a type, a place or a tag.
         *
         * @return true where each event of one of these is meant
         */
        public boolean makesOneDemand() {
            int demands = tags.size();
            if (!types.isEmpty()) demands++;
            if (!categories.isEmpty() || !streams.isEmpty()) demands++;
            return demands == 1;
        }

        /**
         * Whether an event is meant.
         *
         * @param event as it is stored
         * @return true when it is
         */
        public boolean matches(EventEnvelope event) {
            return (types.isEmpty() || types.contains(event.type()))
                    && (categories.isEmpty() && streams.isEmpty()
                            || categories.contains(event.stream().category())
                            || streams.contains(event.stream()))
                    && event.tags().containsAll(tags);
        }
    }

    /** Copies the items. */
    public StoredQuery {
        items = List.copyOf(items);
    }

    /**
     * Without archived streams.
     *
     * @param items none for everything
     */
    public StoredQuery(List<Item> items) {
        this(items, false);
    }

    /**
     * The same, with archived streams.
     *
     * @return a query that means more
     */
    public StoredQuery withArchived() {
        return new StoredQuery(items, true);
    }

    /**
     * Whether an event is meant, were its stream not archived.
     *
     * @param event as it is stored
     * @return true when it is
     */
    public boolean matches(EventEnvelope event) {
        if (items.isEmpty()) return true;
        for (Item item : items) if (item.matches(event)) return true;
        return false;
    }
}
