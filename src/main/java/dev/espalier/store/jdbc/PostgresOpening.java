package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    private static final String EVENTS = "select " + EventRow.COLUMNS + ", 0 as espalier_outcome from {events}"
            + " where category = ? and stream = ? and version > ? order by version limit " + Page.EVENTS;

    private final StreamId stream;
    private final long after;
    private final EventType.Lookup types;
    private long now;
    private boolean closed;
    private @Nullable Page page;

    PostgresOpening(StreamId stream, long after, EventType.Lookup types) {
        this.stream = stream;
        this.after = after;
        this.types = types;
    }

    void addTo(PostgresText text, String name, String mark) {
        text.add(STATE, name, mark, stream.category(), stream.key())
                .add(PostgresSession.FRAME)
                .add(EVENTS, stream.category(), stream.key(), after)
                .add(PostgresSession.FRAME_END);
    }

    /** The first result is the state, the second one has the events. */
    PostgresOpening read(ResultSet rows) throws SQLException {
        if (now > 0) page = Page.of(rows, Page.EVENTS, types);
        else {
            rows.next();
            now = rows.getLong(2);
            closed = rows.getInt(3) == 1;
        }
        return this;
    }

    Page page() {
        return page == null ? new Page(List.of(), true) : page;
    }

    /** Of the stream; below 0 where these events do not tell. */
    long version() {
        Page read = page();
        return read.last() && (after == 0 || !read.events().isEmpty()) ? read.lastVersion() : -1;
    }

    /** What a test would say of an append, where that is known already. */
    @Nullable
    PostgresOutcome outcome(Append append) {
        boolean alone = append.size() > 0
                && Appended.streams(append).equals(Set.of(stream))
                && Appended.boundaries(append).isEmpty();
        if (!alone || closed || after > 0 || version() < 0 || knows(Appended.ids(append))) return null;
        long last = version() == 0
                ? 0
                : page().events().get(page().events().size() - 1).recordedMicros();
        return new PostgresOutcome(PostgresOutcome.ACCEPTED, 0, 0, 0, Math.max(last, now), new long[] {version()});
    }

    /** Such an append may be a repetition. */
    private boolean knows(List<UUID> ids) {
        for (RecordedEvent event : page().events()) if (ids.contains(event.id())) return true;
        return false;
    }
}
