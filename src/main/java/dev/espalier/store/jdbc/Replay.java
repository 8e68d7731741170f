package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredReceipt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells whether an append is a repetition: of all of an earlier one, or wrongly of a part. */
final class Replay {
    private static final int AT_ONCE = 100;
    private static final String KNOWN = "select " + EventRow.COLUMNS + " from {events} where event_id in (?";
    private static final String COUNT = "select count(*) from {events} where event_id in (?";
    private static final String ONE = KNOWN + ")";
    private static final String MANY = KNOWN + ", ?".repeat(AT_ONCE - 1) + ") order by position";

    private Replay() {}

    /** The first receipt of an append that is stored already, or null for one that is new. */
    static @Nullable Receipt of(Append append, Statements sql) throws SQLException {
        checkDistinct(append);
        List<RecordedEvent> known = known(append, sql);
        return known.isEmpty() ? null : of(append, known);
    }

    /** Whether an event of one of these appends is stored. */
    static boolean isAny(List<Append> appends, Statements sql) throws SQLException {
        List<UUID> ids = appends.stream()
                .flatMap(append -> Appended.ids(append).stream())
                .toList();
        if (ids.isEmpty()) return false;
        return sql.number(
                        COUNT + ", ?".repeat(ids.size() - 1) + ")",
                        ids.stream().map(EventRow::bytes).toArray())
                > 0;
    }

    /** The first receipt of an append, of which these events are stored, in the order of their positions. */
    static Receipt of(Append append, List<RecordedEvent> known) {
        for (int i = 0; i < append.size(); i++)
            if (known.size() < append.size() || !same(known.get(i), append.get(i)))
                throw new DuplicateEventException(
                        known.get(Math.min(i, known.size() - 1)).id());
        return StoredReceipt.of(known, true);
    }

    private static boolean same(RecordedEvent known, EventData event) {
        return known.id().equals(event.id()) && known.stream().equals(event.stream());
    }

    static void checkDistinct(Append append) {
        if (append.size() < 2) return;
        var ids = new HashSet<UUID>();
        for (int i = 0; i < append.size(); i++)
            if (!ids.add(append.get(i).id()))
                throw new DuplicateEventException(append.get(i).id());
    }

    /** In the order of their positions. */
    private static List<RecordedEvent> known(Append append, Statements sql) throws SQLException {
        if (append.size() == 0) return List.of();
        if (append.size() == 1)
            return sql.query(
                    ONE, rows -> all(rows, append), EventRow.bytes(append.get(0).id()));
        var found = new ArrayList<RecordedEvent>();
        for (int from = 0; from < append.size(); from += AT_ONCE) {
            var ids = new Object[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++)
                ids[i] = EventRow.bytes(
                        append.get(Math.min(from + i, append.size() - 1)).id());
            found.addAll(sql.query(MANY, rows -> all(rows, append), ids));
        }
        Collections.sort(found, (a, b) -> Long.compare(a.position(), b.position()));
        return found;
    }

    static List<RecordedEvent> all(ResultSet rows, Append append) throws SQLException {
        var found = new ArrayList<RecordedEvent>(0);
        while (rows.next()) found.add(EventRow.get(rows, (name, version) -> type(name, version, append)));
        return found;
    }

    /** An append brings its types along; a stored event of another one is known by name only. */
    private static EventType type(String name, int schemaVersion, Append append) {
        for (int i = 0; i < append.size(); i++) {
            EventType type = append.get(i).type();
            if (type.name().equals(name) && type.schemaVersion() == schemaVersion) return type;
        }
        return new NamedType(name, schemaVersion);
    }
}
