package dev.espalier.store;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Capability: checkpoints that also keep which version of each view is in use, and how snapshot update services run. A version
 * of a view is prepared as long as it has a checkpoint; a service that runs inline has none.
 */
public interface ViewCheckpoints extends Checkpoints {
    /** A change of one view or service, which is made by one at a time. */
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
         * A service runs in another mode, or in its first one. Waits for all transactions that {@link ViewCheckpoints#hold} the mode, and lets
         * others wait until the change is over.
         *
         * @param service its name
         * @param to how it runs
         */
        void mode(String service, ServiceMode to);

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
     * Looks how a service runs.
     *
     * @param service its name
     * @return empty when that was never said
     */
    Optional<ServiceMode> mode(String service);

    /**
     * How a service runs while an append is under way: that does not change before the transaction is over.
     *
     * @param service its name, whose mode was said before
     * @param transaction of the append
     * @return the mode
     * @throws StoreUnavailableException when a change of it takes too long
     */
    ServiceMode hold(String service, Transaction transaction);

    /**
     * Changes a view, as a whole or not at all.
     *
     * @param view its name, or that of a service
     * @param work called once, while no one else changes it; what it throws passes through
     * @throws StoreUnavailableException when the database did not do it
     */
    void change(String view, Consumer<Change> work);
}
