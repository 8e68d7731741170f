package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The heads of streams that a transaction holds: one row for each, locked and read by one statement, in ascending order, so
 * that two transactions never wait for each other.
 */
final class MariaDbHeads {
    private static final int AT_ONCE = 500;
    private static final int COMMANDS = 4_096;
    private static final String LOCK = "insert into {stream_heads} (category, stream, version) values (?, ?, 0)";
    private static final String MORE = ", (?, ?, 0)";
    private static final String CLOSED = "select s.closed from {stream_states} s"
            + " where s.category = {stream_heads}.category and s.stream = {stream_heads}.stream";
    private static final String READ =
            " on duplicate key update version = version returning category, stream, version, (" + CLOSED + ")";
    private static final String WRITE = "update {stream_heads} set version = ? where category = ? and stream = ?";
    private static final Comparator<StreamId> ORDER =
            Comparator.comparing(StreamId::category).thenComparing(StreamId::key);

    private final Supplier<String> within;
    private final TreeMap<StreamId, Long> held = new TreeMap<>(ORDER);
    private final Set<StreamId> closed = new HashSet<>();

    /** With the words before a statement that may wait for a lock. */
    MariaDbHeads(Supplier<String> within) {
        this.within = within;
    }

    private List<StreamId> missing(Collection<StreamId> streams) {
        var missing = new TreeSet<>(ORDER);
        missing.addAll(streams);
        missing.removeAll(held.keySet());
        return List.copyOf(missing);
    }

    /** Whether these can be had without a deadlock, now that others are held. */
    boolean canTake(Collection<StreamId> streams) {
        if (held.isEmpty()) return true;
        List<StreamId> missing = missing(streams);
        return missing.isEmpty() || ORDER.compare(missing.get(0), held.lastKey()) > 0;
    }

    /** Locks what is missing. */
    void take(Collection<StreamId> streams, Statements sql) throws SQLException {
        List<StreamId> missing = missing(streams);
        for (int from = 0; from < missing.size(); from += AT_ONCE) {
            List<StreamId> some = missing.subList(from, Math.min(from + AT_ONCE, missing.size()));
            var parameters = new ArrayList<>();
            for (StreamId stream : some) {
                parameters.add(stream.category());
                parameters.add(stream.key());
            }
            sql.query(within.get() + LOCK + MORE.repeat(some.size() - 1) + READ, this::all, parameters.toArray());
        }
    }

    private int all(ResultSet rows) throws SQLException {
        while (rows.next()) {
            var stream = new StreamId(rows.getString(1), rows.getString(2));
            held.put(stream, rows.getLong(3));
            if (rows.getInt(4) == 1) closed.add(stream);
        }
        return held.size();
    }

    void refuseClosed(Append append) {
        for (int i = 0; i < append.size(); i++)
            if (closed.contains(append.get(i).stream())) throw new StreamClosedException(append.get(i).stream());
    }

    /** Locks the id of a command, by one of the rows that stand before all streams. */
    void take(CommandKey command, Statements sql) throws SQLException {
        String row = Integer.toString(Math.floorMod(command.id().hashCode(), COMMANDS));
        sql.query(within.get() + LOCK + READ, rows -> 0, "", row);
    }

    /** The version of a stream that is held. */
    long version(StreamId stream) {
        return held.getOrDefault(stream, 0L);
    }

    Collection<StreamId> streams() {
        return held.keySet();
    }

    static void write(Map<StreamId, Long> versions, Statements sql) throws SQLException {
        PreparedStatement head = sql.prepare(WRITE);
        for (Map.Entry<StreamId, Long> each : versions.entrySet()) {
            head.setLong(1, each.getValue());
            head.setString(2, each.getKey().category());
            head.setString(3, each.getKey().key());
            head.addBatch();
        }
        MariaDbEvents.run(head);
    }
}
