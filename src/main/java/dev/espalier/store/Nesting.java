package dev.espalier.store;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses an append from inside a participant: it would enter a transaction that is half-way through another append, or
 * wait for it for ever. One for each store.
 */
public final class Nesting {
    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();

    /** One that nobody is inside of. */
    public Nesting() {}

    /**
     * To be called first by every append and every beginning of a unit of work.
     *
     * @throws UnsuitableTransactionException when the calling thread is inside a participant of this store
     */
    public void refuse() {
        if (!inside.isEmpty() && inside.contains(Thread.currentThread()))
            throw new UnsuitableTransactionException(
                    "a snapshot update service must not append events or send commands: it only writes rows."
                            + " Let the command handler return all events, or send the next command after this one",
                    null);
    }

    /**
     * Runs a participant.
     *
     * @param participant whose appends are refused
     * @param events that were accepted
     * @param transaction the way to write rows
     * @return how far the rows are
     */
    public List<SnapshotVersion> run(Participant participant, List<EventEnvelope> events, Transaction transaction) {
        inside.add(Thread.currentThread());
        try {
            return participant.accepted(events, transaction);
        } finally {
            inside.remove(Thread.currentThread());
        }
    }
}
