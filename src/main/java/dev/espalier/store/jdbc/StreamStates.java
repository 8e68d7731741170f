package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.StreamChange;
import dev.espalier.store.StreamState;
import dev.espalier.store.Tombstone;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What operators have made of streams: a row for each that is not as it was made, or was not once. The same SQL everywhere. */
final class StreamStates {
    /** Found out once, and not for each event: nearly always there is no row at all. */
    private static final String NOTHING = " and (not exists (select 1 from {stream_states}) or ";

    /** Of the event in the row at hand. */
    static final String SHOWN = NOTHING + "coalesce((select s.archived from {stream_states} s"
            + " where s.category = e.category and s.stream = e.stream), 0) = 0)";

    /** The same, of the event at the position in the row at hand. */
    static final String SHOWN_AT = NOTHING + "coalesce((select s.archived from {events} e join {stream_states} s"
            + " on s.category = e.category and s.stream = e.stream where e.position = d.position), 0) = 0)";

    static final String CLOSED = "select closed from {stream_states} where category = ? and stream = ?";
    private static final String STATE =
            "select archived, closed, deleted from {stream_states} where category = ? and stream = ?";
    private static final String INSERT =
            "insert into {stream_states} (archived, closed, deleted, category, stream) values (?, ?, ?, ?, ?)";
    private static final String UPDATE =
            "update {stream_states} set archived = ?, closed = ?, deleted = ?" + " where category = ? and stream = ?";
    private static final String TAGS = "select position, type, tags from {events}"
            + " where category = ? and stream = ? and version > ? order by version limit 1000";
    private static final String UNTAG = "delete from {tags} where tag = ? and position = ?";
    private static final String ENTOMB = "update {events} set type = ?, schema_version = 1, payload = ?, tags = null,"
            + " metadata = null where category = ? and stream = ?";

    private StreamStates() {}

    static StreamState of(StreamId stream, Statements sql) throws SQLException {
        return sql.query(
                STATE,
                rows -> rows.next()
                        ? new StreamState(rows.getInt(1) == 1, rows.getInt(2) == 1, rows.getInt(3) == 1)
                        : StreamState.OPEN,
                stream.category(),
                stream.key());
    }

    /** In a transaction in which nobody else appends to the stream. */
    static StreamState change(StreamId stream, StreamChange change, Statements sql) throws SQLException {
        long version = sql.number(Reader.VERSION, stream.category(), stream.key());
        StreamState after = change.of(of(stream, sql), version);
        Object[] row = {
            number(after.archived()), number(after.closed()), number(after.deleted()), stream.category(), stream.key()
        };
        if (sql.update(UPDATE, row) == 0) sql.update(INSERT, row);
        if (change == StreamChange.DELETE) entomb(stream, version, sql);
        return after;
    }

    private static int number(boolean flag) {
        return flag ? 1 : 0;
    }

    /** The tags first: the events know them. */
    private static void entomb(StreamId stream, long version, Statements sql) throws SQLException {
        for (long after = 0; after < version; after += 1_000)
            for (Tagged each : sql.query(TAGS, StreamStates::tagged, stream.category(), stream.key(), after))
                for (String tag : each.tags()) sql.update(UNTAG, tag, each.position());
        sql.update(Snapshots.DELETE_OF_STREAM, stream.category(), stream.key());
        sql.update(ENTOMB, Tombstone.NAME, new byte[0], stream.category(), stream.key());
    }

    private record Tagged(long position, List<String> tags) {}

    private static List<Tagged> tagged(ResultSet rows) throws SQLException {
        var events = new ArrayList<Tagged>();
        while (rows.next()) {
            var tags = new ArrayList<String>();
            tags.add(QuerySql.typeTag(rows.getString(2)));
            for (Tag tag : TextLines.tags(rows.getString(3))) tags.add(tag.toString());
            events.add(new Tagged(rows.getLong(1), tags));
        }
        return events;
    }
}
