package dev.espalier.store;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import java.util.List;

/** Runs inside the transaction of an append, after that has been accepted; what it throws rolls everything back. */
@FunctionalInterface
public interface Participant {
    /** Nobody. */
    Participant NONE = new Participant() {
        @Override
        public List<SnapshotVersion> accepted(List<EventEnvelope> events, Transaction transaction) {
            return List.of();
        }
    };

    /**
     * Writes its rows. Called once for each append, never for an empty or a replayed one, nor for one whose conditions do
     * not hold. An append from in here is refused.
     *
     * @param events with their final versions; positions may be 0 still
     * @param transaction the way to write rows
     * @return how far the rows are, to be kept in the same transaction
     */
    List<SnapshotVersion> accepted(List<EventEnvelope> events, Transaction transaction);
}
