package dev.espalier.store;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Capability: checkpoints that also keep which version of each view is in use. A version of a view is prepared as long as it
 * has a checkpoint.
 */
public interface ViewCheckpoints extends Checkpoints {
    /** A change of one view, which is made by one at a time. */
    interface Change {
        /**
         * Which version is in use.
         *
         * @return {@link ViewPointer#NONE} when none ever was
         */
        ViewPointer pointer();

        /**
         * Another version is in use.
         *
         * @param to which one
         */
        void point(ViewPointer to);

        /**
         * Looks at a checkpoint, which nobody else moves until the change is over.
         *
         * @param subscription its name
         * @return where it stands; empty when there is none
         */
        Optional<Checkpoint> hold(String subscription);

        /**
         * Sets a checkpoint, there or not.
         *
         * @param subscription its name
         * @param at where it stands
         */
        void put(String subscription, Checkpoint at);

        /**
         * Removes a checkpoint, and what was set aside by its subscription. Whoever believes in it finds it {@link Moved#LOST}.
         *
         * @param subscription its name
         */
        void remove(String subscription);

        /**
         * Reads and writes rows.
         *
         * @param work what it throws takes the whole change back
         */
        void rows(Consumer<Transaction> work);

        /**
         * Creates or drops tables. MariaDB commits all that was done so far.
         *
         * @param work what it throws takes the whole change back, as far as the database can
         */
        void tables(Consumer<Transaction> work);
    }

    /**
     * Looks.
     *
     * @param view its name
     * @return {@link ViewPointer#NONE} when no version ever was in use
     */
    ViewPointer pointer(String view);

    /**
     * Changes a view, as a whole or not at all.
     *
     * @param view its name
     * @param work called once, while no one else changes this view; what it throws passes through
     * @throws StoreUnavailableException when the database did not do it
     */
    void change(String view, Consumer<Change> work);
}
