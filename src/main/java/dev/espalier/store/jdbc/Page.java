package dev.espalier.store.jdbc;

import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A few of the events of a read. A page is short where payloads are large, so that it always fits into memory. */
record Page(List<RecordedEvent> events, boolean last) {
    static final int EVENTS = 1_000;
    private static final long BYTES = 8 << 20;

    static Page of(ResultSet rows, int limit, EventType.Lookup types) throws SQLException {
        var events = new ArrayList<RecordedEvent>();
        long bytes = 0;
        while (bytes < BYTES && rows.next()) {
            RecordedEvent event = EventRow.get(rows, types);
            events.add(event);
            bytes += event.data().bytes().length;
        }
        return new Page(events, bytes < BYTES && events.size() < limit);
    }
}
