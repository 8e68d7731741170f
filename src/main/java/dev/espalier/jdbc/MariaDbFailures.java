package dev.espalier.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import java.sql.SQLException;
import java.time.Duration;

/** What MariaDB's errors mean. */
public record MariaDbFailures(Duration lockWait) implements Failures {
    @Override
    public EspalierException of(String doing, SQLException cause) {
        if (MariaDbCode.isTooLarge(cause))
            return new InvalidInputException(
                    doing,
                    "the statement",
                    "exceeds the server's max_allowed_packet: raise it, or store less at once",
                    cause);
        if (MariaDbCode.isLost(cause)) return unavailable(doing, "was not reached, or ended the connection", cause);
        if (MariaDbCode.isLockWait(cause))
            return unavailable(
                    doing,
                    "had not granted a lock in time, " + lockWait
                            + " at most: look for a transaction that was left open; nothing was stored",
                    cause);
        if (MariaDbCode.isRetryable(cause))
            return unavailable(
                    doing, "ended a deadlock and rolled the whole transaction back; nothing was stored", cause);
        if (MariaDbCode.isFull(cause)) return unavailable(doing, "has no room left; nothing was stored", cause);
        if (MariaDbCode.isReadOnly(cause))
            return new UnsuitableTransactionException(
                    doing + ": MariaDB takes no writes here: connect to the primary, read-write", cause);
        if (SqlState.constraint(cause))
            return new UnsuitableTransactionException(doing + ": rows violate a constraint; nothing was stored", cause);
        return unavailable(doing, "did not do it (error " + cause.getErrorCode() + ")", cause);
    }

    private static StoreUnavailableException unavailable(String doing, String reason, SQLException cause) {
        return new StoreUnavailableException(doing + ": MariaDB " + reason, cause);
    }
}
