package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.EventType;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads, on whatever connection it is given. What a read may see is fixed by the head that it takes first. */
final class Reader {
    static final String VERSION = "select max(version) from {events} where category = ? and stream = ?";
    private static final String SELECT = "select " + EventRow.OF_PAGE + " from {events} e ";
    private static final String BY_ID = "select " + EventRow.COLUMNS + " from {events} where event_id = ?";
    static final String OF_STREAM =
            SELECT + "where category = ? and stream = ? and version > ? and version <= ? order by version limit ?";
    private static final String OF_STREAM_BACKWARDS =
            SELECT + "where category = ? and stream = ? and version > ? and version <= ? order by version desc limit ?";
    private static final String OF_ALL = SELECT + "where position > ? and position <= ?";

    private final Access access;
    private final Supplier<Pending> pending;
    private final SqlWork<Long> head;
    private final LongSupplier told;

    /** On connections of ours, each of which sees at least what was told before. */
    Reader(Access access, History history) {
        this(access, () -> Pending.NONE, history::head, history::toldUpTo);
    }

    /** In a transaction of ours. */
    Reader(Access access) {
        this(access, () -> Pending.NONE);
    }

    /** In a transaction, where what is pending stands behind what is stored. */
    Reader(Access access, Supplier<Pending> pending) {
        this(access, pending, sql -> sql.number("select max(position) from {events}"), () -> 0);
    }

    private Reader(Access access, Supplier<Pending> pending, SqlWork<Long> head, LongSupplier told) {
        this.access = access;
        this.pending = pending;
        this.head = head;
        this.told = told;
    }

    long head() {
        return access.with(head);
    }

    long version(StreamId stream) {
        long stored = access.with(sql -> sql.number(VERSION, stream.category(), stream.key()));
        for (RecordedEvent event : pending.get().events())
            if (event.stream().equals(stream)) stored = Math.max(stored, event.version());
        return stored;
    }

    Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        for (RecordedEvent event : pending.get().events()) if (event.id().equals(id)) return Optional.of(event);
        return access.with(sql -> sql.query(
                BY_ID, rows -> rows.next() ? Optional.of(EventRow.get(rows, types)) : Optional.empty(), access.id(id)));
    }

    /** The events of one append, of which the first is known: they follow one another. */
    List<EventEnvelope> batch(UUID first, int size, EventType.Lookup types) {
        List<RecordedEvent> accepted = pending.get().events();
        for (int i = 0; i < accepted.size(); i++)
            if (accepted.get(i).id().equals(first)) return List.copyOf(accepted.subList(i, i + size));
        var events = new ArrayList<EventEnvelope>();
        find(first, types).ifPresent(events::add);
        if (size == 1 || events.isEmpty()) return events;
        long position = events.get(0).position();
        ReadRange others = ReadRange.from(position).until(position + size - 1);
        read(new StoredQuery(List.of()).withArchived(), others, types).forEach(events::add);
        return events;
    }

    EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return read(stream, range, types, version(stream));
    }

    /** The same, where the version is known. */
    EventStream read(StreamId stream, ReadRange range, EventType.Lookup types, long version) {
        return read(stream, range, types, version, null, page -> {});
    }

    /** The same, where perhaps the first page is known too; somebody hears of each page that is loaded. */
    EventStream read(
            StreamId stream,
            ReadRange range,
            EventType.Lookup types,
            long version,
            @Nullable Page first,
            Consumer<Page> loaded) {
        long last = Math.min(range.upTo(), version);
        boolean cut = last - range.after() > range.limit();
        long head = cut && !range.backwards() ? range.after() + range.limit() : version;
        String text = range.backwards() ? OF_STREAM_BACKWARDS : OF_STREAM;
        return new Pages(
                range.until(last),
                (after, upTo, limit) -> {
                    Page page = access.with(sql -> sql.query(
                            text,
                            rows -> page(rows, limit, types, sql),
                            stream.category(),
                            stream.key(),
                            after,
                            upTo,
                            limit));
                    loaded.accept(page);
                    return page.with(
                            pending.get().events(),
                            event ->
                                    event.stream().equals(stream) && event.version() > after && event.version() <= upTo,
                            range.backwards(),
                            limit);
                },
                RecordedEvent::version,
                () -> head,
                seen -> Marker.of(stream, seen),
                first);
    }

    EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        long head = head(range);
        ReadRange bounded = range.until(Math.min(range.upTo(), head));
        Pages.Loader stored = query.items().isEmpty() ? all(query, bounded, types) : some(query, bounded, types);
        // what is pending has no position yet: it belongs to reads without an end
        boolean more = range.upTo() == Long.MAX_VALUE && !pending.get().events().isEmpty();
        return new Pages(
                more ? range : bounded,
                more ? withPending(query, head, range.backwards(), stored) : stored,
                RecordedEvent::position,
                () -> seen(query, bounded, head),
                seen -> {
                    Marker marker = Marker.of(query, seen);
                    pending.get().seen(marker);
                    return marker;
                },
                null);
    }

    /** A part of what was told already can be read without a look: those who follow do so all the time. */
    private long head(ReadRange range) {
        long known = told.getAsLong();
        return range.limit() < Long.MAX_VALUE && range.upTo() <= known ? known : head();
    }

    private Pages.Loader withPending(StoredQuery query, long head, boolean backwards, Pages.Loader stored) {
        return (after, upTo, limit) -> {
            Page page = stored.load(after, Math.min(upTo, head), limit);
            boolean here = !backwards || upTo == Long.MAX_VALUE;
            return page.with(pending.get().events(), event -> here && query.matches(event), backwards, limit);
        };
    }

    private Pages.Loader all(StoredQuery query, ReadRange range, EventType.Lookup types) {
        String text = OF_ALL + shown(query) + " order by position" + (range.backwards() ? " desc limit ?" : " limit ?");
        return (after, upTo, limit) ->
                access.with(sql -> sql.query(text, rows -> page(rows, limit, types, sql), after, upTo, limit));
    }

    private static Page page(ResultSet rows, int limit, EventType.Lookup types, Statements sql) throws SQLException {
        return Page.of(rows, limit, row -> EventRow.get(row, types, sql));
    }

    private static String shown(StoredQuery query) {
        return query.archived() ? "" : StreamStates.SHOWN;
    }

    private Pages.Loader some(StoredQuery query, ReadRange range, EventType.Lookup types) {
        Pages.Loader looked = lookedUp(query, range, types);
        if (range.backwards() || !Stretch.fits(query)) return looked;
        var stretch = Stretch.of(query);
        String text = OF_ALL + " and " + stretch.condition() + shown(query) + " order by position limit ?";
        return (after, upTo, limit) -> {
            long end = Stretch.end(after, upTo, limit);
            Page page = access.with(sql ->
                    sql.query(text, rows -> page(rows, limit, types, sql), stretch.parameters(after, end, limit)));
            if (end == upTo || !page.last()) return page;
            if (Stretch.isDense(page.events().size(), limit)) return new Page(page.events(), false);
            return looked.load(after, upTo, limit);
        };
    }

    private Pages.Loader lookedUp(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return (after, upTo, limit) -> access.with(sql -> {
            QuerySql positions = QuerySql.positions(sql, query, after, upTo, range.backwards(), limit);
            String text = SELECT + "where position in (" + positions.sql() + ") order by position"
                    + (range.backwards() ? " desc" : "");
            return sql.query(
                    text,
                    rows -> page(rows, limit, types, sql),
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
                    "select position from {events} e where position > ? and position <= ?" + shown(query)
                            + " order by position limit 1 offset ?",
                    range.after(),
                    range.upTo(),
                    index));
        return access.with(sql -> {
            QuerySql positions = QuerySql.positions(sql, query, range.after(), range.upTo(), false, index + 1);
            positions.parameters().add(index);
            return sql.number(
                    "select position from (" + positions.sql() + ") p order by 1 limit 1 offset ?",
                    positions.parameters().toArray());
        });
    }
}
