package dev.espalier.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import java.sql.SQLException;
import java.time.Duration;

/** What PostgreSQL's errors mean. */
public record PostgresFailures(Duration lockWait) implements Failures {
    @Override
    public EspalierException of(String doing, SQLException cause) {
        if (SqlState.lost(cause)) return unavailable(doing, "was not reached, or ended the connection", cause);
        return switch (cause.getSQLState()) {
            case SqlState.LOCK_TIMEOUT ->
                unavailable(
                        doing,
                        "had not granted a lock in time, " + lockWait
                                + " at most: look for a transaction that was left open; nothing was stored",
                        cause);
            case SqlState.DEADLOCK -> unavailable(doing, "ended a deadlock; nothing was stored", cause);
            case SqlState.DISK_FULL -> unavailable(doing, "has no room left; nothing was stored", cause);
            case SqlState.READ_ONLY ->
                new UnsuitableTransactionException(
                        doing + ": PostgreSQL takes no writes here: connect to the primary, read-write", cause);
            case SqlState.ABORTED ->
                new UnsuitableTransactionException(
                        doing + ": an earlier statement of the transaction failed: roll it back", cause);
            default -> unavailable(doing, "did not do it (SQLSTATE " + cause.getSQLState() + ")", cause);
        };
    }

    private static StoreUnavailableException unavailable(String doing, String reason, SQLException cause) {
        return new StoreUnavailableException(doing + ": PostgreSQL " + reason, cause);
    }
}
