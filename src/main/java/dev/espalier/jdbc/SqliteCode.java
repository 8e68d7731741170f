package dev.espalier.jdbc;

import java.sql.SQLException;

/** SQLite's result codes. */
public final class SqliteCode {
    /** Another connection holds the lock. */
    public static final int BUSY = 5;
    /** Another connection of a shared cache holds the table. */
    public static final int LOCKED = 6;
    /** Not writable. */
    public static final int READONLY = 8;
    /** The file system failed. */
    public static final int IOERR = 10;
    /** No room is left. */
    public static final int FULL = 13;
    /** A constraint was violated. */
    public static final int CONSTRAINT = 19;

    private SqliteCode() {}

    /** The primary code, which the driver hands out as vendor code. */
    public static int of(SQLException e) {
        return e.getErrorCode() & 0xff;
    }

    /**
     * Whether the transaction has read what is no longer the newest state, so that waiting cannot help it. JDBC has no place
     * for extended codes: the driver tells them by a method of its own exception, and this library does not depend on the
     * driver.
     */
    public static boolean isBusySnapshot(SQLException e) {
        if (of(e) != BUSY) return false;
        try {
            Object code = e.getClass().getMethod("getResultCode").invoke(e);
            return code instanceof Enum<?> constant && constant.name().equals("SQLITE_BUSY_SNAPSHOT");
        } catch (ReflectiveOperationException unknownDriver) {
            return false;
        }
    }
}
