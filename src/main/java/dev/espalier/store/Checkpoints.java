package dev.espalier.store;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Where subscriptions remember how far they are: beside the rows that they write, so that both move in one transaction. That
 * need not be the database of the events. Safe for use by several threads.
 */
public interface Checkpoints {
    /** What came of moving a checkpoint. */
    enum Moved {
        /** It stands where it was moved to, and the rows are committed. */
        OK,
        /** It was further on already: somebody else did it, or the answer to an earlier move was lost. No row was written. */
        ALREADY,
        /** It was set back, or is gone. No row was written. */
        LOST
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
     * Writes rows and moves the checkpoint, both or neither, if it still stands where the caller believes. Others who move
     * the same one wait meanwhile.
     *
     * @param subscription its name
     * @param from where the caller believes it to stand
     * @param rows called at most once, under the lock of the checkpoint; what it throws takes everything back and passes
     *     through, unless it came from trouble of the database that passes by itself
     * @return what came of it
     * @throws StoreUnavailableException when the database did not do it, or its answer was lost
     */
    Moved move(String subscription, Checkpoint from, Rows rows);

    /**
     * Moves a checkpoint past an event that cannot be handled, and keeps a record of it, both or neither.
     *
     * @param subscription its name
     * @param from where the caller believes the checkpoint to stand
     * @param to the place of the event
     * @param event what is recorded
     * @return what came of it
     */
    Moved setAside(String subscription, Checkpoint from, Checkpoint to, SetAside event);

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
     * @param subscription its name
     * @param event its id
     * @param rows called once when there is such a record; what it throws takes everything back and passes through
     * @return whether there was such a record
     */
    boolean settle(String subscription, UUID event, Consumer<Transaction> rows);

    /**
     * Sets a checkpoint anywhere, by a person's word. A move that is under way ends first, or finds that it has lost.
     *
     * @param subscription its name
     * @param to where it stands from now on
     */
    void reset(String subscription, Checkpoint to);
}
