package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the first trip to a stream finds under its lock. A command that appends to that stream alone need not be tested before
 * its services are called: nobody can have changed what is known here. It is tested where it is written, in any case.
 */
final class PostgresOpening {
    /** Marks the transaction as one that is ours; what time it is, and whether the stream is closed. */
    private static final String STATE = "select set_config(?, ?, true), " + PostgresProtocol.NOW
            + ", coalesce((select closed from {stream_states} where category = ? and stream = ?), 0)"
            + " as espalier_outcome; ";

    private static final String EVENTS = "select " + EventRow.OF_PAGE
            + ", (select max(version) from {events} where category = ? and stream = ?), 0 as espalier_outcome from {events}"
            + " where category = ? and stream = ? and version > ? order by version limit " + Page.EVENTS;
    /** So many events are kept in mind, by their ids. */
    private static final long MOST_KNOWN = 10L * Page.EVENTS;

    private final StreamId stream;
    private final long after;
    private final EventType.Lookup types;
    private final Set<UUID> ids = new HashSet<>();
    private long now;
    private boolean closed;
    private long version = -1;
    private long known;
    private long recorded;
    private @Nullable Page page;

    PostgresOpening(StreamId stream, long after, EventType.Lookup types) {
        this.stream = stream;
        this.after = after;
        this.types = types;
    }

    void addTo(PostgresText text, String name, String mark) {
        text.add(STATE, name, mark, stream.category(), stream.key())
                .add(PostgresSession.FRAME)
                .add(EVENTS, stream.category(), stream.key(), stream.category(), stream.key(), after)
                .add(PostgresSession.FRAME_END);
    }

    /** The first result is the state, the second one has the events. */
    PostgresOpening read(ResultSet rows, Statements sql) throws SQLException {
        if (now > 0) {
            page = Page.of(rows, Page.EVENTS, row -> {
                version = row.getLong(14);
                return EventRow.get(row, types, sql);
            });
            if (version < 0 && after == 0) version = 0;
            more(page);
        } else {
            rows.next();
            now = rows.getLong(2);
            closed = rows.getInt(3) == 1;
        }
        return this;
    }

    /** A page that was loaded, perhaps the one behind those that are known. */
    void more(Page loaded) {
        for (RecordedEvent event : loaded.events()) {
            if (event.version() != known + 1 || known == MOST_KNOWN) return;
            ids.add(event.id());
            known = event.version();
            recorded = event.recordedMicros();
        }
    }

    Page page() {
        return page == null ? new Page(List.of(), true) : page;
    }

    /** Of the stream; below 0 where there is no event after the one that was asked for. */
    long version() {
        return version;
    }

    /** What a test would say of an append, where that is known already: to those who know all events of the stream. */
    @Nullable
    PostgresOutcome outcome(Append append) {
        boolean alone = append.size() > 0
                && Appended.streams(append).equals(Set.of(stream))
                && Appended.boundaries(append).isEmpty();
        if (!alone || closed || known != version || isRepeated(append)) return null;
        return new PostgresOutcome(PostgresOutcome.ACCEPTED, 0, 0, 0, Math.max(recorded, now), new long[] {version});
    }

    private boolean isRepeated(Append append) {
        return Appended.ids(append).stream().anyMatch(ids::contains);
    }
}
