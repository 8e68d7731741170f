package dev.espalier.store;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import java.util.Optional;

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
     * Sets a checkpoint anywhere, by a person's word. A move that is under way ends first, or finds that it has lost.
     *
     * @param subscription its name
     * @param to where it stands from now on
     */
    void reset(String subscription, Checkpoint to);
}
