package dev.espalier.store.jdbc;

import dev.espalier.jdbc.SqlState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the database found when it tested an append.
 *
 * @param code whether it was accepted, else why not
 * @param index of the stream or the boundary that was refused
 * @param fact its actual version, or the position of the event that matched
 * @param head before the append
 * @param now when it is recorded
 * @param versions of the streams before the append, in their order
 */
record PostgresOutcome(int code, int index, long fact, long head, long now, long[] versions) {
    /** In the order in which they are told: the smallest that applies. */
    static final int HISTORY_LOST = 0;

    static final int UNIT_LOST = 1;

    static final int NOT_DURABLE = 2;
    static final int KNOWN = 3;
    static final int STREAM = 4;
    static final int BOUNDARY = 5;
    static final int LOCKED = 6;
    static final int CLOSED = 7;
    static final int ACCEPTED = 9;

    private static final Pattern RAISED = Pattern.compile("espalier:(\\d):(\\d+):(\\d+)");

    static PostgresOutcome of(ResultSet rows) throws SQLException {
        rows.next();
        int index = rows.getInt(1);
        long fact = rows.getLong(2);
        long head = rows.getLong(3);
        long now = rows.getLong(4);
        int code = rows.getInt(6);
        List<Long> versions = new ArrayList<>();
        do versions.add(rows.getLong(5));
        while (rows.next());
        return new PostgresOutcome(
                code,
                index,
                fact,
                head,
                now,
                versions.stream().mapToLong(v -> v).toArray());
    }

    /** A refusal that was raised, so that it undoes the transaction; null for any other error. */
    static @Nullable PostgresOutcome raised(SQLException e) {
        Matcher facts = RAISED.matcher(String.valueOf(e.getMessage()));
        if (!SqlState.is(e, SqlState.NO_NUMBER) || !facts.find()) return null;
        return new PostgresOutcome(
                Integer.parseInt(facts.group(1)),
                Integer.parseInt(facts.group(2)),
                Long.parseLong(facts.group(3)),
                0,
                0,
                new long[0]);
    }

    /** As the statement raises it that finds no mark of the transaction. */
    static PostgresOutcome unitLost() {
        return new PostgresOutcome(UNIT_LOST, 0, 0, 0, 0, new long[0]);
    }

    boolean accepted() {
        return code == ACCEPTED;
    }
}
