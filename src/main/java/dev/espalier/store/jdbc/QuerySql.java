package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A query as SQL that yields positions in order. Each alternative becomes a walk along one index from the bound on, cut at
 * the limit, so that its cost depends on what it finds and not on how far away the bound is: along a tag where one is
 * demanded, else along a type (which stands among the tags), else along a category or a stream. What is demanded besides is
 * looked up for each position.
 */
final class QuerySql {
    private static final int MOST_ALTERNATIVES = 400;
    private static final String BY_TAG =
            "select d.position from {tags} d where d.tag = ? and d.position > ? and d.position <= ?";
    private static final String BY_CATEGORY =
            "select d.position from {events} d where d.category = ? and d.position > ? and d.position <= ?";
    private static final String BY_STREAM = "select d.position from {events} d where d.category = ? and d.stream = ?"
            + " and d.position > ? and d.position <= ?";
    private static final String ALSO_TAG =
            " and exists (select 1 from {tags} t where t.tag = ? and t.position = d.position)";

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final long after;
    private final long upTo;
    private final String order;
    private final long limit;
    private int alternatives;

    private QuerySql(long after, long upTo, boolean backwards, long limit) {
        this.after = after;
        this.upTo = upTo;
        this.order = backwards ? " order by 1 desc limit ?" : " order by 1 limit ?";
        this.limit = limit;
    }

    /** The positions of what a query means, in order, so many at most. The query must demand something. */
    static QuerySql positions(StoredQuery query, long after, long upTo, boolean backwards, long limit) {
        var made = new QuerySql(after, upTo, backwards, limit);
        for (StoredQuery.Item item : query.items()) made.add(item);
        if (made.alternatives > 1) made.sql.append(made.order);
        if (made.alternatives > 1) made.parameters.add(limit);
        return made;
    }

    /** The key under which the type of an event stands among the tags; no tag has a blank key. */
    static String typeTag(String type) {
        return ":type:" + type;
    }

    String sql() {
        return sql.toString();
    }

    List<Object> parameters() {
        return parameters;
    }

    private void add(StoredQuery.Item item) {
        if (!item.tags().isEmpty()) {
            Iterator<Tag> tags = item.tags().iterator();
            String first = tags.next().toString();
            begin(BY_TAG, first);
            while (tags.hasNext()) also(ALSO_TAG, tags.next().toString());
            alsoTypes(item);
            alsoPlaces(item);
            end();
        } else if (!item.types().isEmpty()) {
            for (String type : item.types()) {
                begin(BY_TAG, typeTag(type));
                alsoPlaces(item);
                end();
            }
        } else {
            for (String category : item.categories()) {
                begin(BY_CATEGORY, category);
                end();
            }
            for (StreamId stream : item.streams()) {
                begin(BY_STREAM, stream.category(), stream.key());
                end();
            }
        }
    }

    private void begin(String walk, Object... key) {
        if (++alternatives > MOST_ALTERNATIVES)
            throw new InvalidInputException(
                    "query", alternatives, "has too many alternatives: at most " + MOST_ALTERNATIVES + "; split it");
        if (alternatives > 1) sql.append(" union ");
        sql.append("select position from (").append(walk);
        parameters.addAll(List.of(key));
        parameters.add(after);
        parameters.add(upTo);
    }

    private void end() {
        sql.append(order).append(')');
        parameters.add(limit);
    }

    private void also(String condition, String value) {
        sql.append(condition);
        parameters.add(value);
    }

    private void alsoTypes(StoredQuery.Item item) {
        if (item.types().isEmpty()) return;
        sql.append(" and exists (select 1 from {tags} t where t.position = d.position and t.tag in (?");
        sql.append(", ?".repeat(item.types().size() - 1)).append("))");
        for (String type : item.types()) parameters.add(typeTag(type));
    }

    private void alsoPlaces(StoredQuery.Item item) {
        if (item.categories().isEmpty() && item.streams().isEmpty()) return;
        sql.append(" and exists (select 1 from {events} e where e.position = d.position and (false");
        for (String category : item.categories()) also(" or e.category = ?", category);
        for (StreamId stream : item.streams()) {
            also(" or e.category = ? and e.stream = ?", stream.category());
            parameters.add(stream.key());
        }
        sql.append("))");
    }
}
