package dev.espalier.store;

import dev.espalier.infrastructure.StreamId;
import java.time.Duration;

/**
 * Capability: participants. What they write commits or vanishes with the events, and the store keeps how far they have
 * brought the rows of each stream.
 */
public interface TransactionalStore extends EventStore {
    /**
     * A transaction of the store's own, for one command: load, then append. When the store locks is its own choice; a
     * conflict may be told at the append or at the commit.
     *
     * @return to be used by one thread, and closed
     */
    UnitOfWork begin();

    /**
     * The same for a caller with little time. A store that does not bound its waits waits as ever.
     *
     * @param atMost how long it waits for the locks of others, altogether; more than 0. Each wait is bounded by the store's
     *     own settings as well
     * @return to be used by one thread, and closed
     */
    default UnitOfWork begin(Duration atMost) {
        return begin();
    }

    /**
     * How far a participant has brought the rows of a stream.
     *
     * @param service its name
     * @param stream whose rows
     * @return the version at which they stand; 0 when it has not touched them
     */
    long snapshotVersion(String service, StreamId stream);
}
