package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.StoredQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as SQL that yields positions in order. Each alternative becomes a walk along one index from the bound on, cut at
 * the limit, so that its cost depends on what it finds and not on how far away the bound is: along a tag or a type (types
 * stand among the tags) where one is demanded, the one that looks rarest from the bound on; else along a category or a
 * stream. What is demanded besides is looked up for each position.
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

    private static final String PROBE = "select count(*) from (select 1 from {tags} where tag = ? and position > ?"
            + " and position <= ? limit 64) p";

    private final @Nullable Statements probe;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final long after;
    private final long upTo;
    private final String order;
    private final long limit;
    private final boolean archived;
    private int alternatives;

    private QuerySql(
            @Nullable Statements probe, boolean archived, long after, long upTo, boolean backwards, long limit) {
        this.probe = probe;
        this.archived = archived;
        this.after = after;
        this.upTo = upTo;
        this.order = backwards ? " order by 1 desc limit ?" : " order by 1 limit ?";
        this.limit = limit;
    }

    /** The positions of what a query means, in order, so many at most. The query must demand something. */
    static QuerySql positions(Statements probe, StoredQuery query, long after, long upTo, boolean backwards, long limit)
            throws SQLException {
        var made = new QuerySql(probe, query.archived(), after, upTo, backwards, limit);
        for (StoredQuery.Item item : query.items()) made.add(item);
        made.finish();
        return made;
    }

    /**
     * The same for a condition, which sees archived events too, and without asking the database which tag is rarest: for what
     * was read a moment ago, little can have come since.
     */
    static QuerySql recent(StoredQuery query, long after) throws SQLException {
        var made = new QuerySql(null, true, after, Long.MAX_VALUE, true, 1);
        for (StoredQuery.Item item : query.items()) made.add(item);
        made.finish();
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

    private void add(StoredQuery.Item item) throws SQLException {
        List<String> walked = walked(item);
        for (String key : walked) {
            begin(BY_TAG, key);
            for (Tag tag : item.tags()) if (!walked.contains(tag.toString())) also(ALSO_TAG, tag.toString());
            if (!walked.contains(typeTag(item.types().stream().findFirst().orElse("")))) alsoTypes(item);
            alsoPlaces(item);
            end();
        }
        if (!walked.isEmpty()) return;
        for (String category : item.categories()) {
            begin(BY_CATEGORY, category);
            end();
        }
        for (StreamId stream : item.streams()) {
            begin(BY_STREAM, stream.category(), stream.key());
            end();
        }
    }

    /** Along what to walk: the rarest of the tags, or the types where they are rarer; nothing where neither is demanded. */
    private List<String> walked(StoredQuery.Item item) throws SQLException {
        var choices = new ArrayList<List<String>>();
        for (Tag tag : item.tags()) choices.add(List.of(tag.toString()));
        if (!item.types().isEmpty())
            choices.add(item.types().stream().map(QuerySql::typeTag).toList());
        if (choices.size() < 2 || probe == null) return choices.isEmpty() ? List.of() : choices.get(0);
        List<String> rarest = List.of();
        long fewest = Long.MAX_VALUE;
        for (List<String> choice : choices) {
            long count = 0;
            for (String key : choice) if (count < fewest) count += probe.number(PROBE, key, after, upTo);
            if (count < fewest) {
                fewest = count;
                rarest = choice;
            }
        }
        return rarest;
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
        if (!archived) sql.append(StreamStates.SHOWN_AT);
        sql.append(order).append(") a");
        parameters.add(limit);
    }

    /** A limit must not stand right within an "in" on MariaDB. */
    private void finish() {
        if (alternatives < 2) return;
        sql.insert(0, "select position from (").append(order).append(") u");
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
