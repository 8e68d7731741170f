package dev.espalier.jmh;

import dev.espalier.jmh.Lines.LineAdded;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * The least that does the job with the same guarantees for one stream: expected version, unique ids, durable, Jackson. Without
 * tags, metadata, positions in the order of commits, replay detection.
 */
final class ByHand {
    private static final String LOAD = "select payload from hand_events where stream = ? order by version";
    private static final String PAGE =
            "select position, payload from hand_events where position > ? order by position limit 5000";
    private static final String APPEND = """
            insert into hand_events (stream, version, event_id, type, payload, recorded_at) select ?, ?, ?, ?, ?, ?
            where (select coalesce(max(version), 0) from hand_events where stream = ?) = ?""";
    private static final String ROW = """
            insert into invoice (id, lines) values (?, 1)
            on conflict (id) do update set lines = invoice.lines + 1""";

    private final JsonMapper json = JsonMapper.builder().build();
    private final boolean isPostgres;

    ByHand(boolean isPostgres) {
        this.isPostgres = isPostgres;
    }

    void create(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create table hand_events (position "
                    + (isPostgres ? "bigint generated always as identity primary key" : "integer primary key")
                    + ", stream text not null, version bigint not null, event_id "
                    + (isPostgres ? "uuid" : "blob") + " not null unique, type text not null, payload "
                    + (isPostgres ? "bytea" : "blob")
                    + " not null, recorded_at bigint not null, unique (stream, version))");
            rows(connection);
        }
    }

    /** The table of the rows, which our service keeps as well. */
    static void rows(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create table if not exists invoice (id text primary key, lines int not null)");
        }
    }

    static int row(Connection connection, String invoice) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ROW)) {
            update.setString(1, invoice);
            return update.executeUpdate();
        }
    }

    void append(Connection connection, LineAdded event, int version) throws SQLException {
        var random = ThreadLocalRandom.current();
        var id = new UUID(random.nextLong(), random.nextLong());
        try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
            insert.setString(1, event.invoice());
            insert.setLong(2, version + 1);
            insert.setObject(3, isPostgres ? id : bytes(id));
            insert.setString(4, "LineAdded");
            insert.setBytes(5, json.writeValueAsBytes(event));
            insert.setLong(6, System.currentTimeMillis() * 1_000);
            insert.setString(7, event.invoice());
            insert.setLong(8, version);
            if (insert.executeUpdate() != 1) throw new SQLException("conflict");
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    List<LineAdded> load(Connection connection, String invoice) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOAD)) {
            select.setString(1, invoice);
            var events = new ArrayList<LineAdded>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) events.add(json.readValue(rows.getBytes(1), LineAdded.class));
            }
            return events;
        }
    }

    /** Loads, decides, appends. */
    void handle(Connection connection, String invoice) throws SQLException {
        int lines = load(connection, invoice).size();
        append(connection, Lines.line(invoice, lines + 1), lines);
    }

    /** Every event, decoded. */
    long replay(Connection connection) throws SQLException {
        long read = 0;
        try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            for (long after = 0, before = -1; before < after; ) {
                before = after;
                select.setLong(1, after);
                try (var rows = select.executeQuery()) {
                    while (rows.next()) {
                        after = rows.getLong(1);
                        read += json.readValue(rows.getBytes(2), LineAdded.class)
                                .quantity();
                    }
                }
            }
        }
        return read;
    }
}
