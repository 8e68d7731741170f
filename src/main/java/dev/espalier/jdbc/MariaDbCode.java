package dev.espalier.jdbc;

import java.sql.SQLException;
import java.util.Set;

/** MariaDB's error numbers. */
public final class MariaDbCode {
    /** The row is not the one that the transaction has read: an isolation level above READ COMMITTED. */
    public static final int CHANGED = 1020;
    /** A lock was not free in time. */
    public static final int LOCK_WAIT = 1205;
    /** Two transactions wait for each other; this one was rolled back. */
    public static final int DEADLOCK = 1213;
    /** A savepoint that is not, or no longer, there. */
    public static final int NO_SAVEPOINT = 1305;
    /** With a binary log, triggers are for those who have the right SUPER. */
    public static final int NO_TRIGGERS = 1419;
    /** The statement took too long: how waits shorter than a second are ended. */
    public static final int STATEMENT_TIME = 1969;

    private static final Set<Integer> READ_ONLY = Set.of(1290, 1792, 1836);
    private static final Set<Integer> FULL = Set.of(1021, 1026, 1114);
    private static final int TOO_LARGE = 1153;
    /** The driver's word for it, where it knows the limit. */
    private static final String HELD_BACK = "HZ000";

    private static final Set<Integer> ENDED = Set.of(1053, 1079, 1927);

    private MariaDbCode() {}

    /** Whether the same transaction may succeed when it is run again. */
    public static boolean isRetryable(SQLException e) {
        return e.getErrorCode() == DEADLOCK || e.getErrorCode() == CHANGED;
    }

    /** Whether a lock was waited for, for as long as was asked for. */
    public static boolean isLockWait(SQLException e) {
        return e.getErrorCode() == LOCK_WAIT || e.getErrorCode() == STATEMENT_TIME;
    }

    /** Whether the server or the transaction takes no writes. */
    public static boolean isReadOnly(SQLException e) {
        return READ_ONLY.contains(e.getErrorCode());
    }

    /** Whether no room is left. */
    public static boolean isFull(SQLException e) {
        return FULL.contains(e.getErrorCode());
    }

    /** Whether a statement exceeds {@code max_allowed_packet}. */
    public static boolean isTooLarge(SQLException e) {
        return e.getErrorCode() == TOO_LARGE || SqlState.is(e, HELD_BACK);
    }

    /** Whether the connection was lost, or ended by the server. */
    public static boolean isLost(SQLException e) {
        return SqlState.lost(e) || ENDED.contains(e.getErrorCode());
    }

    /** Whether the same may go well in a moment: the connection, a lock, another transaction or room was in the way. */
    public static boolean passes(SQLException e) {
        return isLost(e) || isLockWait(e) || isRetryable(e) || isFull(e);
    }
}
