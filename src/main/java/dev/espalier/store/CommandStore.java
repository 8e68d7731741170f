package dev.espalier.store;

import java.time.Instant;

/**
 * Capability: remembers which commands were handled. Its units of work, and the transactions that it joins, are {@link
 * CommandLog}s.
 */
public interface CommandStore extends TransactionalStore {
    /**
     * Forgets commands that were handled long ago; one of them that comes again is a new one.
     *
     * @param before by the clock that says when events are recorded
     * @return how many were forgotten
     */
    long forgetCommands(Instant before);
}
