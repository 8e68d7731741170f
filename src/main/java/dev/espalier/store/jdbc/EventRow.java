package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
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

    /** The same for many events, without payloads that are larger than this. */
    private static final int LARGE = 64 << 10;

    static final String OF_PAGE =
            COLUMNS.replace("payload", "case when length(payload) <= " + LARGE + " then payload end");
    private static final String PAYLOAD = "select payload from {events} where position = ?";

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
        return get(row, types, orEmpty(row.getBytes(9)));
    }

    /** One of a page, whose payload is fetched by itself where it is large. */
    static RecordedEvent get(ResultSet row, EventType.Lookup types, Statements sql) throws SQLException {
        byte[] payload = row.getBytes(9);
        if (payload == null && row.wasNull())
            payload = sql.query(PAYLOAD, large -> orEmpty(large.next() ? large.getBytes(1) : null), row.getLong(1));
        return get(row, types, orEmpty(payload));
    }

    private static RecordedEvent get(ResultSet row, EventType.Lookup types, byte[] payload) throws SQLException {
        var data = EventData.stored(
                id(row.getObject(7)),
                new StreamId(row.getString(2), row.getString(3)),
                Tombstone.or(types, row.getString(5), row.getInt(6)),
                TextLines.tags(row.getString(8)),
                metadata(row.getString(10)),
                ORIGINS[row.getInt(11)],
                row.getLong(12),
                payload);
        return new RecordedEvent(data, row.getLong(4), row.getLong(1), row.getLong(13));
    }

    private static Metadata metadata(@Nullable String text) {
        return TextLines.metadata(text);
    }

    /** The driver hands out null for an empty blob. */
    private static byte[] orEmpty(byte @Nullable [] bytes) {
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
