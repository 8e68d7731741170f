package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.RecordedEvent;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The versions of streams as they are under the lock, each looked up once. */
final class Numbering {
    private final Statements sql;
    private final Map<StreamId, Long> versions = new HashMap<>();

    Numbering(Statements sql) {
        this.sql = sql;
    }

    long version(StreamId stream) throws SQLException {
        Long known = versions.get(stream);
        if (known != null) return known;
        long version = sql.number(Reader.VERSION, stream.category(), stream.key());
        versions.put(stream, version);
        return version;
    }

    /** Gives versions and positions, and a time that is never earlier than that of the position before. */
    RecordedEvent[] number(Append append, long now) throws SQLException {
        var numbered = new RecordedEvent[append.size()];
        if (numbered.length == 0) return numbered;
        long[] last = sql.query(
                "select position, recorded_at from {events} order by position desc limit 1",
                rows -> rows.next() ? new long[] {rows.getLong(1), rows.getLong(2)} : new long[] {0, now});
        long recorded = Math.max(now, last[1]);
        for (int i = 0; i < numbered.length; i++) {
            EventData event = append.get(i);
            long version = version(event.stream()) + 1;
            versions.put(event.stream(), version);
            numbered[i] = new RecordedEvent(event, version, last[0] + 1 + i, recorded);
        }
        return numbered;
    }
}
