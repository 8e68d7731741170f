package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import java.util.Optional;

/** Aggregate snapshots: a row for each name and stream. */
final class Snapshots {
    static final String DELETE = "delete from {aggregate_snapshots} where name = ?";
    static final String DELETE_OF_STREAM = "delete from {aggregate_snapshots} where category = ? and stream = ?";
    private static final String FIND = "select schema_version, version, event_id, state from {aggregate_snapshots}"
            + " where name = ? and category = ? and stream = ?";
    private static final String SAVE = """
            insert into {aggregate_snapshots} as kept
                (name, category, stream, schema_version, version, event_id, state)
            select ?, category, stream, ?, version, event_id, ? from {events}
                where category = ? and stream = ? and version = ? and event_id = ? and type <> 'espalier:tombstone'
            on conflict (name, category, stream) do update set schema_version = excluded.schema_version,
                version = excluded.version, event_id = excluded.event_id, state = excluded.state
                where kept.schema_version <> excluded.schema_version or kept.version < excluded.version
                    or not exists (select 1 from {events} e where e.event_id = kept.event_id)""";

    private Snapshots() {}

    static Optional<AggregateSnapshot> find(String name, StreamId stream, Access access) {
        return access.with(sql -> sql.query(
                FIND,
                rows -> rows.next()
                        ? Optional.of(new AggregateSnapshot(
                                name,
                                stream,
                                rows.getInt(1),
                                rows.getLong(2),
                                EventRow.id(rows.getObject(3)),
                                rows.getBytes(4)))
                        : Optional.empty(),
                name,
                stream.category(),
                stream.key()));
    }

    static boolean save(AggregateSnapshot snapshot, Access access) {
        StreamId stream = snapshot.stream();
        return access.with(sql -> sql.update(
                        SAVE,
                        snapshot.name(),
                        snapshot.schemaVersion(),
                        snapshot.state(),
                        stream.category(),
                        stream.key(),
                        snapshot.version(),
                        access.id(snapshot.head())))
                > 0;
    }
}
