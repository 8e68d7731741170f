package dev.espalier.store.jdbc;

import dev.espalier.store.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * A few of the events of a read. A page is short where payloads are large, and large ones are fetched one by one, so that it
 * always fits into memory: drivers hold whole results.
 */
record Page(List<RecordedEvent> events, boolean last) {
    static final int EVENTS = 1_000;
    private static final long BYTES = 8 << 20;

    /** Of the last event; 0 when there is none. */
    long lastVersion() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).version();
    }

    /** With events that are accepted and not yet stored: behind the last stored one, so before it when read backwards. */
    Page with(List<RecordedEvent> pending, Predicate<RecordedEvent> meant, boolean backwards, int limit) {
        if (pending.isEmpty() || !backwards && !last) return this;
        var more = new ArrayList<>(pending.stream().filter(meant).toList());
        if (more.isEmpty()) return this;
        if (backwards) Collections.reverse(more);
        var all = new ArrayList<>(backwards ? more : events);
        all.addAll(backwards ? events : more);
        if (all.size() <= limit) return new Page(all, last);
        return new Page(all.subList(0, limit), false);
    }

    /** Makes an event of the row at hand. */
    @FunctionalInterface
    interface Row {
        RecordedEvent read(ResultSet row) throws SQLException;
    }

    static Page of(ResultSet rows, int limit, Row row) throws SQLException {
        var events = new ArrayList<RecordedEvent>();
        long bytes = 0;
        while (bytes < BYTES && rows.next()) {
            RecordedEvent event = row.read(rows);
            events.add(event);
            bytes += event.data().bytes().length;
        }
        return new Page(events, bytes < BYTES && events.size() < limit);
    }
}
