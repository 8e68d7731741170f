package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import java.sql.SQLException;
import java.util.List;

/** Tests what an append demands, under the lock. */
final class Conditions {
    private static final String FOUND = "select position, category, stream from {events} where position in (";

    private static final String STORED = "select count(*) from {events} where event_id = ?";

    private Conditions() {}

    static void check(Append append, Numbering numbering, Statements sql) throws SQLException {
        check(append.stream(), append.expected(), numbering);
        for (Marker.Check check : append.more()) {
            if (check instanceof Marker.StreamCheck stream) check(stream.stream(), stream.expected(), numbering);
            else check(check, sql);
        }
    }

    private static void check(StreamId stream, ExpectedVersion expected, Numbering numbering) throws SQLException {
        if (expected == ExpectedVersion.any()) return;
        long actual = numbering.version(stream);
        if (!expected.accepts(actual)) throw new ConflictException(stream, expected, actual);
    }

    /** A boundary, or an event that must be there. */
    static void check(Marker.Check check, Statements sql) throws SQLException {
        if (check instanceof Marker.QueryCheck query) check(query, sql);
        else if (check instanceof Marker.EventCheck event && sql.number(STORED, EventRow.bytes(event.event())) == 0)
            throw new ConflictException(event.stream(), new Marker(List.of(check)), 0);
    }

    private static void check(Marker.QueryCheck check, Statements sql) throws SQLException {
        if (check.query().items().isEmpty()) {
            refuse(
                    check,
                    "select position, category, stream from {events} where position > ? order by position desc limit 1",
                    List.of(check.after()),
                    sql);
            return;
        }
        QuerySql last = QuerySql.positions(sql, check.query().withArchived(), check.after(), Long.MAX_VALUE, true, 1);
        refuse(check, FOUND + last.sql() + ")", last.parameters(), sql);
    }

    private static void refuse(Marker.QueryCheck check, String text, List<Object> parameters, Statements sql)
            throws SQLException {
        sql.query(
                text,
                rows -> {
                    if (!rows.next()) return 0;
                    var stream = new StreamId(rows.getString(2), rows.getString(3));
                    throw new ConflictException(stream, new Marker(List.of(check)), rows.getLong(1));
                },
                parameters.toArray());
    }
}
