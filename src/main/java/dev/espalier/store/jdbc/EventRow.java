package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.Tombstone;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as a row, and back. */
final class EventRow {
    static final String COLUMNS = "position, category, stream, version, type, schema_version, event_id, tags, payload,"
            + " metadata, origin, occurred_at, recorded_at";

    static final String INSERT =
            "insert into {events} (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** By their place in the enum, which is public and only grows at its end. */
    private static final Origin[] ORIGINS = Origin.values();

    private EventRow() {}

    static void set(PreparedStatement row, RecordedEvent event) throws SQLException {
        EventData data = event.data();
        row.setLong(1, event.position());
        row.setString(2, data.stream().category());
        row.setString(3, data.stream().key());
        row.setLong(4, event.version());
        row.setString(5, data.type().name());
        row.setInt(6, data.type().schemaVersion());
        row.setBytes(7, bytes(data.id()));
        row.setString(8, TextLines.of(data.tags()));
        row.setBytes(9, data.bytes());
        row.setString(10, TextLines.of(data.metadata()));
        row.setInt(11, data.origin().ordinal());
        row.setLong(12, data.occurredAt());
        row.setLong(13, event.recordedMicros());
    }

    static RecordedEvent get(ResultSet row, EventType.Lookup types) throws SQLException {
        var data = EventData.stored(
                id(row.getObject(7)),
                new StreamId(row.getString(2), row.getString(3)),
                Tombstone.or(types, row.getString(5), row.getInt(6)),
                TextLines.tags(row.getString(8)),
                metadata(row.getString(10)),
                ORIGINS[row.getInt(11)],
                row.getLong(12),
                payload(row));
        return new RecordedEvent(data, row.getLong(4), row.getLong(1), row.getLong(13));
    }

    private static Metadata metadata(@Nullable String text) {
        return TextLines.metadata(text);
    }

    /** The driver hands out null for an empty blob. */
    private static byte[] payload(ResultSet row) throws SQLException {
        byte[] bytes = row.getBytes(9);
        return bytes == null ? new byte[0] : bytes;
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID id(Object column) {
        if (column instanceof UUID id) return id;
        ByteBuffer buffer = ByteBuffer.wrap((byte[]) column);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
