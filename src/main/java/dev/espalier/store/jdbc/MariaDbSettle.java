package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.StreamId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds out what became of a commit whose answer was lost. The heads of the same streams are locked on a new connection, so
 * they are had once the old transaction is over. Then the ids of the events tell.
 */
final class MariaDbSettle {
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private final MariaDbProtocol protocol;

    MariaDbSettle(MariaDbProtocol protocol) {
        this.protocol = protocol;
    }

    boolean isStored(List<UUID> ids, Set<StreamId> streams, SQLException cause) {
        long deadline = System.nanoTime() + protocol.lockWait.toNanos();
        while (true) {
            try (var session = new MariaDbSession(protocol, new Patience(protocol.lockWait))) {
                return session.isStored(ids.get(0), streams);
            } catch (EspalierException e) {
                cause.addSuppressed(e);
            }
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted())
                throw new OutcomeUnknownException(ids, cause);
            LockSupport.parkNanos(PAUSE);
        }
    }
}
