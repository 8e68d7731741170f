package dev.espalier.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import java.sql.SQLException;

/** What SQLite's errors mean. */
public record SqliteFailures(String file) implements Failures {
    @Override
    public EspalierException of(String doing, SQLException cause) {
        return switch (SqliteCode.of(cause)) {
            case SqliteCode.BUSY, SqliteCode.LOCKED ->
                SqliteCode.isBusySnapshot(cause)
                        ? stale(cause)
                        : unavailable(doing, "is locked by another connection or process", cause);
            case SqliteCode.FULL -> unavailable(doing, "has no room left; nothing was stored", cause);
            case SqliteCode.IOERR -> unavailable(doing, "could not be read or written by the operating system", cause);
            case SqliteCode.READONLY ->
                new UnsuitableTransactionException(
                        doing + ": database " + file + " cannot be written: open it read-write", cause);
            default -> unavailable(doing, "did not do it (code " + cause.getErrorCode() + ")", cause);
        };
    }

    /** A transaction that began with a read and was overtaken. */
    public static UnsuitableTransactionException stale(SQLException cause) {
        return new UnsuitableTransactionException(
                "the transaction has read, and others have written since: what it read is stale and SQLite will not let it"
                        + " write any more. Roll it back, and open it with transaction_mode=IMMEDIATE, so that it takes the"
                        + " write lock before it reads",
                cause);
    }

    private StoreUnavailableException unavailable(String doing, String reason, SQLException cause) {
        return new StoreUnavailableException(doing + ": database " + file + " " + reason, cause);
    }
}
