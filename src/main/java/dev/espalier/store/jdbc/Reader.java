package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventType;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredQuery;
import java.util.Optional;
import java.util.UUID;

/** Reads, on whatever connection it is given. What a read may see is fixed by the head that it takes first. */
final class Reader {
    static final String HEAD = "select max(position) from {events}";
    static final String VERSION = "select max(version) from {events} where category = ? and stream = ?";
    private static final String SELECT = "select " + EventRow.COLUMNS + " from {events} ";
    private static final String BY_ID = SELECT + "where event_id = ?";
    private static final String OF_STREAM =
            SELECT + "where category = ? and stream = ? and version > ? and version <= ? order by version limit ?";
    private static final String OF_STREAM_BACKWARDS =
            SELECT + "where category = ? and stream = ? and version > ? and version <= ? order by version desc limit ?";
    private static final String OF_ALL = SELECT + "where position > ? and position <= ? order by position limit ?";
    private static final String OF_ALL_BACKWARDS =
            SELECT + "where position > ? and position <= ? order by position desc limit ?";

    private final Access access;

    Reader(Access access) {
        this.access = access;
    }

    long head() {
        return access.with(sql -> sql.number(HEAD));
    }

    long version(StreamId stream) {
        return access.with(sql -> sql.number(VERSION, stream.category(), stream.key()));
    }

    Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return access.with(sql -> sql.query(
                BY_ID,
                rows -> rows.next() ? Optional.of(EventRow.get(rows, types)) : Optional.empty(),
                EventRow.bytes(id)));
    }

    EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        long version = version(stream);
        long last = Math.min(range.upTo(), version);
        boolean cut = last - range.after() > range.limit();
        long head = cut && !range.backwards() ? range.after() + range.limit() : version;
        String text = range.backwards() ? OF_STREAM_BACKWARDS : OF_STREAM;
        return new Pages(
                range.until(last),
                (after, upTo, limit) -> access.with(sql -> sql.query(
                        text,
                        rows -> Page.of(rows, limit, types),
                        stream.category(),
                        stream.key(),
                        after,
                        upTo,
                        limit)),
                RecordedEvent::version,
                () -> head,
                seen -> Marker.of(stream, seen));
    }

    EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        long head = head();
        ReadRange bounded = range.until(Math.min(range.upTo(), head));
        return new Pages(
                bounded,
                query.items().isEmpty() ? all(bounded, types) : some(query, bounded, types),
                RecordedEvent::position,
                () -> seen(query, bounded, head),
                seen -> Marker.of(query, seen));
    }

    private Pages.Loader all(ReadRange range, EventType.Lookup types) {
        String text = range.backwards() ? OF_ALL_BACKWARDS : OF_ALL;
        return (after, upTo, limit) ->
                access.with(sql -> sql.query(text, rows -> Page.of(rows, limit, types), after, upTo, limit));
    }

    private Pages.Loader some(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return (after, upTo, limit) -> access.with(sql -> {
            QuerySql positions = QuerySql.positions(sql, query, after, upTo, range.backwards(), limit);
            String text = SELECT + "where position in (" + positions.sql() + ") order by position"
                    + (range.backwards() ? " desc" : "");
            return sql.query(
                    text,
                    rows -> Page.of(rows, limit, types),
                    positions.parameters().toArray());
        });
    }

    /** Up to where a read saw everything: the head, or where its limit cut it short; what is stored never moves. */
    private long seen(StoredQuery query, ReadRange range, long head) {
        if (range.backwards() || range.limit() >= head) return head;
        long more = at(query, range, range.limit());
        if (more == 0) return head;
        return range.limit() == 0 ? range.after() : at(query, range, range.limit() - 1);
    }

    private long at(StoredQuery query, ReadRange range, long index) {
        if (query.items().isEmpty())
            return access.with(sql -> sql.number(
                    "select position from {events} where position > ? and position <= ? order by position limit 1 offset ?",
                    range.after(),
                    range.upTo(),
                    index));
        return access.with(sql -> {
            QuerySql positions = QuerySql.positions(sql, query, range.after(), range.upTo(), false, index + 1);
            positions.parameters().add(index);
            return sql.number(
                    "select position from (" + positions.sql() + ") order by 1 limit 1 offset ?",
                    positions.parameters().toArray());
        });
    }
}
