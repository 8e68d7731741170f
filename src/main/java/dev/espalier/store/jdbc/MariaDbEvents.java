package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.CommandKey;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredTypes.StoredType;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Writes events, and what stands beside them, in batches. */
final class MariaDbEvents {
    private static final String TAG = "insert into {tags} (tag, position) values (?, ?)";
    private static final String TYPE =
            "insert ignore into {types} (category, name, schema_version, first_seen) values (?, ?, ?, ?)";
    private static final String SNAPSHOT_VERSION = """
            insert into {snapshot_versions} (service, category, stream, version) values (?, ?, ?, ?)
            on duplicate key update version = values(version)""";

    private static final String FIRST_SNAPSHOT = """
            insert ignore into {aggregate_snapshots} (name, category, stream, schema_version, version, event_id, state)
            select ?, category, stream, ?, version, event_id, ? from {events}
                where category = ? and stream = ? and version = ? and event_id = ? and type <> 'espalier:tombstone'""";
    private static final String NEXT_SNAPSHOT = """
            update {aggregate_snapshots} kept join {events} e
                on e.category = kept.category and e.stream = kept.stream and e.version = ? and e.event_id = ?
                    and e.type <> 'espalier:tombstone'
            set kept.schema_version = ?, kept.state = ?, kept.version = e.version, kept.event_id = e.event_id
            where kept.name = ? and kept.category = ? and kept.stream = ?
                and (kept.schema_version <> ? or kept.version < e.version
                    or not exists (select 1 from {events} x where x.event_id = kept.event_id))""";

    /** Microseconds since 1970, by the server's clock. */
    private static final String NOW = "timestampdiff(microsecond, '1970-01-01', utc_timestamp(6))";

    private MariaDbEvents() {}

    static void write(List<RecordedEvent> events, KnownTypes known, Statements sql) throws SQLException {
        if (events.isEmpty()) return;
        PreparedStatement row = sql.prepare(EventRow.INSERT);
        PreparedStatement tag = sql.prepare(TAG);
        for (RecordedEvent event : events) {
            EventRow.set(row, event);
            row.addBatch();
            add(tag, QuerySql.typeTag(event.type()), event.position());
            for (Tag each : event.data().tags()) add(tag, each.toString(), event.position());
        }
        run(row);
        run(tag);
        for (StoredType type : known.unknown(events))
            sql.update(
                    TYPE,
                    type.category(),
                    type.name(),
                    type.schemaVersion(),
                    events.get(0).recordedMicros());
    }

    /** The driver hides the number of an error behind another exception. */
    static void run(PreparedStatement batch) throws SQLException {
        try {
            batch.executeBatch();
        } catch (BatchUpdateException e) {
            throw e.getCause() instanceof SQLException cause ? cause : e;
        }
    }

    private static void add(PreparedStatement statement, String tag, long position) throws SQLException {
        statement.setString(1, tag);
        statement.setLong(2, position);
        statement.addBatch();
    }

    static void write(Collection<SnapshotVersion> reached, Statements sql) throws SQLException {
        for (SnapshotVersion each : reached)
            sql.update(
                    SNAPSHOT_VERSION,
                    each.service(),
                    each.stream().category(),
                    each.stream().key(),
                    each.version());
    }

    static int write(CommandKey command, Receipt receipt, Statements sql) throws SQLException {
        return sql.update(
                Commands.record(receipt, NOW),
                Commands.parameters(command, receipt, EventRow::bytes).toArray());
    }

    /** The first for a stream, or in place of one that it makes obsolete. */
    static int write(AggregateSnapshot snapshot, Statements sql) throws SQLException {
        StreamId stream = snapshot.stream();
        byte[] head = EventRow.bytes(snapshot.head());
        int first = sql.update(
                FIRST_SNAPSHOT,
                snapshot.name(),
                snapshot.schemaVersion(),
                snapshot.state(),
                stream.category(),
                stream.key(),
                snapshot.version(),
                head);
        if (first > 0) return first;
        return sql.update(
                NEXT_SNAPSHOT,
                snapshot.version(),
                head,
                snapshot.schemaVersion(),
                snapshot.state(),
                snapshot.name(),
                stream.category(),
                stream.key(),
                snapshot.schemaVersion());
    }
}
