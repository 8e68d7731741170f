package dev.espalier.store;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Where subscriptions remember how far they are: beside the rows that they write, so that both move in one transaction. That
 * need not be the database of the events. Who moves one holds its {@link Lease}, which is kept with it. Safe for use by
 * several threads.
 */
public interface Checkpoints {
    /** What came of moving a checkpoint. */
    enum Moved {
        /** It stands where it was moved to, and the rows are committed. */
        OK,
        /** It was further on already: somebody else did it, or the answer to an earlier move was lost. No row was written. */
        ALREADY,
        /** It was set back, or is gone. No row was written. */
        LOST,
        /** The lease went to somebody else, or had lapsed and was taken anew. No row was written. */
        FENCED
    }

    /** Rows and the checkpoint that they bring about. */
    @FunctionalInterface
    interface Rows {
        /**
         * Writes them.
         *
         * @param transaction the way to write rows
         * @return where the checkpoint stands with them; further on than before
         */
        Checkpoint write(Transaction transaction);
    }

    /**
     * Begins a subscription, or finds it begun.
     *
     * @param subscription its name
     * @param start where it begins when it is new
     * @return where it stands
     */
    Checkpoint open(String subscription, Checkpoint start);

    /**
     * Looks.
     *
     * @param subscription its name
     * @return where it stands; empty when it has not begun
     */
    Optional<Checkpoint> find(String subscription);

    /**
     * Takes the leases of those that have begun and are free, and prolongs those that the caller has. What somebody is at this
     * moment moving or changing is passed over, so that nobody waits for anybody.
     *
     * @param owner the caller, by a name that nobody else has
     * @param time for which they are taken, from now on; more than 0
     * @param subscriptions their names
     * @return what is true of each that has begun, whoever holds it
     */
    List<Lease> lease(String owner, Duration time, Set<String> subscriptions);

    /**
     * Looks who has the leases.
     *
     * @param subscriptions their names
     * @return what is true of each that has begun
     */
    List<Lease> leases(Set<String> subscriptions);

    /**
     * Gives leases back, so that others need not wait until they lapse. One that is passed over, as it is being moved or
     * changed, lapses.
     *
     * @param owner the caller
     * @param subscriptions their names; those that it does not hold are left alone
     */
    void release(String owner, Set<String> subscriptions);

    /**
     * Writes rows and moves the checkpoint, both or neither, if the caller holds the lease and the checkpoint still stands
     * where it believes. Others who move the same one wait meanwhile. The lease is prolonged with it.
     *
     * @param lease that the caller was given; one that has lapsed counts as long as nobody has taken it since
     * @param from where the caller believes it to stand
     * @param rows called at most once, under the lock of the checkpoint; what it throws takes everything back and passes
     *     through, unless it came from trouble of the database that passes by itself
     * @return what came of it
     * @throws StoreUnavailableException when the database did not do it, or its answer was lost
     */
    Moved move(Lease lease, Checkpoint from, Rows rows);

    /**
     * Moves a checkpoint past an event that cannot be handled, and keeps a record of it, both or neither.
     *
     * @param lease that the caller was given
     * @param from where the caller believes the checkpoint to stand
     * @param to the place of the event
     * @param event what is recorded
     * @return what came of it
     */
    Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event);

    /**
     * What was set aside and not settled since.
     *
     * @param subscription its name
     * @return in the order of positions
     */
    List<SetAside> setAside(String subscription);

    /**
     * Writes the rows of an event that was set aside and forgets the record of it, both or neither.
     *
     * @param lease that the caller was given; prolonged with it
     * @param event its id
     * @param rows called once when there is such a record; what it throws takes everything back and passes through
     * @return {@link Moved#ALREADY} when there is no such record
     */
    Moved settle(Lease lease, UUID event, Consumer<Transaction> rows);

    /**
     * Sets a checkpoint anywhere, by a person's word, whoever holds its lease. A move that is under way ends first, or finds that
     * it has lost.
     *
     * @param subscription its name
     * @param to where it stands from now on
     */
    void reset(String subscription, Checkpoint to);
}
