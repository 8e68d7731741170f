package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.RecordedEvent;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The versions of streams as they are under the lock, each looked up once. */
final class Numbering {
    private static final String VERSION = "select (" + Reader.VERSION + "), (" + StreamStates.CLOSED + ")";

    private final Statements sql;
    private final Map<StreamId, Long> versions = new HashMap<>();
    private final Set<StreamId> closed = new HashSet<>();

    Numbering(Statements sql) {
        this.sql = sql;
    }

    long version(StreamId stream) throws SQLException {
        Long known = versions.get(stream);
        if (known != null) return known;
        return sql.query(
                VERSION,
                rows -> {
                    rows.next();
                    if (rows.getInt(2) == 1) closed.add(stream);
                    versions.put(stream, rows.getLong(1));
                    return rows.getLong(1);
                },
                stream.category(),
                stream.key(),
                stream.category(),
                stream.key());
    }

    /** Gives versions and positions, and a time that is never earlier than that of the position before. */
    RecordedEvent[] number(Append append, History.Last last, long now) throws SQLException {
        var numbered = new RecordedEvent[append.size()];
        long recorded = last.position() == 0 ? now : Math.max(now, last.recordedAt());
        for (int i = 0; i < numbered.length; i++) {
            EventData event = append.get(i);
            long version = version(event.stream()) + 1;
            if (closed.contains(event.stream())) throw new StreamClosedException(event.stream());
            versions.put(event.stream(), version);
            numbered[i] = new RecordedEvent(event, version, last.position() + 1 + i, recorded);
        }
        return numbered;
    }
}
