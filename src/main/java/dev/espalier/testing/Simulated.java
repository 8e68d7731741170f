package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.EventStore;
import dev.espalier.subscription.Subscription;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a {@link Simulation} is about: an application of several processes, and the one database of its rows, which no kill
 * harms. Each seed gets one of its own. For one thread.
 */
public interface Simulated {
    /**
     * The application, as each of its processes opens it.
     *
     * @param store the events
     * @return the production configuration; its clock, ids and waiting are replaced
     */
    Espalier.Builder configure(EventStore store);

    /**
     * The projectors, as each process makes them; they are subscribed, and what they write is checked. They write into {@link
     * SimulatedRows}, or into anything else that {@link Transaction#onRollback} takes back; over JDBC, by the connection of
     * their transaction.
     *
     * @return new ones, which write to the rows of this database
     */
    List<? extends Projector> projectors();

    /**
     * How a projector follows. The size of its batches is drawn from the seed; it hears every event of its types, as a replay
     * gives it all of them.
     *
     * @param projector one of those
     * @return {@code Subscription.of(projector)}, unless you say more
     */
    default Subscription subscribe(Projector projector) {
        return Subscription.of(projector);
    }

    /**
     * What each process that follows does before it starts its subscriptions, such as to divide them anew. One that is
     * refused, or does not get through, ends, and another one takes its place.
     *
     * @param espalier of the process
     */
    default void prepare(Espalier espalier) {}

    /**
     * Something happens: a command is sent, events are appended, a person says a word. It is called again and again, by any
     * of the processes and in the middle of everything.
     *
     * @param espalier of the process
     * @param random the only thing that may decide what happens
     */
    void act(Espalier espalier, RandomGenerator random);

    /**
     * What the projectors have written.
     *
     * @return equal to that of another database exactly if all rows are, and printable
     */
    Object rows();

    /**
     * What else must hold when all has come to rest.
     *
     * @param espalier of a process
     * @throws AssertionError what does not hold
     */
    default void check(Espalier espalier) {}
}
