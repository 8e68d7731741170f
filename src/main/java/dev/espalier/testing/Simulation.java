package dev.espalier.testing;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.memory.InMemoryEventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Puts projectors through what happens in production, thousands of times in a minute, without threads, in simulated time:
 *
 * <pre>{@code
 * Simulation.of(Accounts::new).seeds(1, 1_000).run();
 * }</pre>
 *
 * Each seed is another story of some processes over one database: they append and follow, are killed in the middle of a
 * transaction and started anew, hang and go on, maybe after the database has ended their transaction, lose connections and
 * answers, and overtake each other at each of their steps.
 * When all has come to rest, the rows must be those of a plain replay, each checkpoint at the end, none of them was ever set
 * back, and no event was left out without a record.
 *
 * <p>Immutable. What fails is a {@link SimulationFailedError}; the same seed fails the same way, as long as {@link Simulated}
 * depends on nothing but what it is given.
 */
public final class Simulation {
    private static final int SEEDS = 1_000;

    /** Where checkpoints are kept in a simulation: the way of each process to them. */
    @FunctionalInterface
    interface Database {
        Function<Steps, ViewCheckpoints> beside(InMemoryEventStore store, ModelTables tables);
    }

    /** Puts what is simulated into a database. */
    @FunctionalInterface
    public interface Tables {
        /**
         * Creates the tables.
         *
         * @param empty database; may be kept to read the rows when all has come to rest, and is closed by the simulation
         * @return the application whose projectors write to them
         * @throws SQLException what the database says against it
         */
        Simulated in(Connection empty) throws SQLException;
    }

    private final Supplier<Subject> subjects;
    private final List<Database> databases;
    private final long first;
    private final int count;

    private Simulation(Supplier<Subject> subjects, List<Database> databases, long first, int count) {
        this.subjects = subjects;
        this.databases = databases;
        this.first = first;
        this.count = count;
    }

    /**
     * A simulation.
     *
     * @param subjects makes a new application on an empty database each time
     * @return with the seeds from 1 to 1,000, in turn on the in-memory store and as on a database
     */
    public static Simulation of(Supplier<? extends Simulated> subjects) {
        return new Simulation(
                () -> new Subject(subjects.get(), null), List.of(Simulation::inMemory, Simulation::model), 1, SEEDS);
    }

    /**
     * A simulation of projectors as they are in production, which ask their transaction for its {@code java.sql.Connection}.
     * Their rows commit and vanish with the checkpoint of a model. There is one connection, so while one transaction has
     * written rows, another one that comes to do so is told to come again, as on SQLite.
     *
     * <pre>{@code
     * var databases = new SQLiteDataSource();
     * databases.setUrl("jdbc:sqlite::memory:");
     * Simulation.overJdbc(databases, AccountTable::new).run();
     * }</pre>
     *
     * @param databases whose connections are each to an empty database of its own, in memory; it is gone when that is closed
     * @param tables makes the application on a database each time
     * @return with the seeds from 1 to 1,000, as on a database
     */
    public static Simulation overJdbc(DataSource databases, Tables tables) {
        return new Simulation(() -> RowDatabase.subject(databases, tables), List.of(Simulation::model), 1, SEEDS);
    }

    Simulation on(Database other) {
        return new Simulation(subjects, List.of(other), first, count);
    }

    private static Function<Steps, ViewCheckpoints> inMemory(InMemoryEventStore store, ModelTables none) {
        var locked = new HashSet<String>();
        return steps -> new SteppedCheckpoints((ViewCheckpoints) store.checkpoints(), locked, steps);
    }

    private static Function<Steps, ViewCheckpoints> model(InMemoryEventStore store, ModelTables tables) {
        return steps -> new ModelCheckpoints(tables, steps);
    }

    /**
     * Other seeds.
     *
     * @param from the first one
     * @param number how many, 1 or more
     * @return the simulation with them
     */
    public Simulation seeds(long from, int number) {
        if (number < 1) throw new InvalidInputException("number of seeds", number, "must be 1 or more");
        return new Simulation(subjects, databases, from, number);
    }

    /**
     * One seed, to see it again.
     *
     * @param seed of a {@link SimulationFailedError}
     * @return the simulation with it alone
     */
    public Simulation seed(long seed) {
        return seeds(seed, 1);
    }

    /**
     * Runs them, one after the other, in this thread.
     *
     * @throws SimulationFailedError at the first one that fails
     */
    public void run() {
        long stored = 0;
        for (long seed = first; seed < first + count; seed++) stored += run(seed);
        if (stored == 0 && count > 1)
            throw new SimulationFailedError(
                    first, "no event was ever stored: act(...) has to store some", List.of(), null);
    }

    private long run(long seed) {
        Database database = databases.get((int) Math.floorMod(seed, (long) databases.size()));
        try (var world = new World(new SplittableRandom(seed), subjects, database)) {
            world.run().ifPresent(failure -> {
                throw new SimulationFailedError(seed, failure.what(), world.story(), failure.cause());
            });
            return world.store.head();
        }
    }
}
