package dev.espalier.jdbc;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codes of the SQL standard, and PostgreSQL's own, by which errors are told apart. */
public final class SqlState {
    /** A lock was not free in time. */
    public static final String LOCK_TIMEOUT = "55P03";
    /** Text that is no number: how a refusal of ours is raised. */
    public static final String NO_NUMBER = "22P02";
    /** An earlier statement of the transaction failed. */
    public static final String ABORTED = "25P02";
    /** A write in a read-only transaction, or on a standby. */
    public static final String READ_ONLY = "25006";
    /** Two transactions wait for each other. */
    public static final String DEADLOCK = "40P01";
    /** No room is left. */
    public static final String DISK_FULL = "53100";
    /** A warning, such as that a commit no longer waits for its standby. */
    public static final String WARNING = "01000";

    /** The server ended the connection, or does not take any. */
    private static final Set<String> SHUTDOWN = Set.of("25P03", "57P01", "57P02", "57P03", "57P05");

    private static final String CONNECTION = "08";
    /** A transaction that lost to another: a deadlock, a serialization failure. */
    private static final String ROLLED_BACK = "40";
    /** Disk, memory or connections ran out. */
    private static final String RESOURCES = "53";

    private static final String CONSTRAINT = "23";

    private SqlState() {}

    /** Whether an error has this code. */
    public static boolean is(SQLException e, String state) {
        return state.equals(e.getSQLState());
    }

    /** Whether the connection was lost, so that what the server did with the last statement is unknown. */
    public static boolean lost(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state == null || state.startsWith(CONNECTION) || SHUTDOWN.contains(state);
    }

    /** Whether the same may go well in a moment: the connection, a lock, other transactions or room were in the way. */
    public static boolean passes(SQLException e) {
        if (lost(e)) return true;
        String state = e.getSQLState();
        return state.equals(LOCK_TIMEOUT) || state.startsWith(ROLLED_BACK) || state.startsWith(RESOURCES);
    }

    /** Whether rows broke a rule of their table. */
    public static boolean constraint(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.startsWith(CONSTRAINT);
    }
}
