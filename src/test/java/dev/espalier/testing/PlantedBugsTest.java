package dev.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.EventStore;
import dev.espalier.store.EventType;
import dev.espalier.store.Lease;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteDataSource;

/** What a simulation is for: it finds the bugs that are planted here, within a twentieth of the seeds that CI runs. */
class PlantedBugsTest {
    private static final int SEEDS = 5_000;

    private static void isFound(Simulation simulation, String by) {
        var found = catchThrowableOfType(
                SimulationFailedError.class, () -> simulation.seeds(1, SEEDS).run());
        assertThat(found).isNotNull().hasMessageContaining(by);
        var again = catchThrowableOfType(
                SimulationFailedError.class, () -> simulation.seed(found.seed()).run());
        assertThat(again).hasMessage(found.getMessage());
        assertThat(again.story()).isEqualTo(found.story());
    }

    private static Simulation on(BiFunction<ModelTables, Steps, ModelCheckpoints> bug) {
        return Simulation.of(SimulatedNotes::new).on((store, tables) -> steps -> bug.apply(tables, steps));
    }

    @Test
    void a_checkpoint_that_is_written_after_the_rows_and_apart_from_them() {
        isFound(
                on((tables, steps) -> new ModelCheckpoints(tables, steps) {
                    @Override
                    public Moved move(Lease lease, Checkpoint from, Rows rows) {
                        String subscription = lease.subscription();
                        Checkpoint to = inTransaction(subscription, session -> {
                            session.lock(subscription);
                            boolean stands = isHeld(lease) && from.equals(tables.checkpoints.get(subscription));
                            return stands ? rows.write(session.transaction()) : from;
                        });
                        return super.move(lease, from, transaction -> to);
                    }
                }),
                "the rows are not those of a plain replay");
    }

    @Test
    void a_checkpoint_that_stays_when_the_rows_are_taken_back() {
        isFound(
                on((tables, steps) -> new ModelCheckpoints(tables, steps) {
                    @Override
                    public Moved move(Lease lease, Checkpoint from, Rows rows) {
                        return super.move(lease, from, transaction -> {
                            Checkpoint to = rows.write(transaction);
                            transaction.onRollback(() -> tables.checkpoints.put(lease.subscription(), to));
                            return to;
                        });
                    }
                }),
                "the rows are not those of a plain replay");
    }

    @Test
    void a_lease_that_is_believed_where_the_rows_are_written() {
        isFound(
                on((tables, steps) -> new ModelCheckpoints(tables, steps) {
                    @Override
                    public Moved move(Lease lease, Checkpoint from, Rows rows) {
                        return inTransaction(lease.subscription(), session -> {
                            session.lock(lease.subscription());
                            session.put(lease.subscription(), rows.write(session.transaction()));
                            return Moved.OK;
                        });
                    }
                }),
                "seed");
    }

    @Test
    void a_connection_that_comes_anew_where_the_database_has_ended_the_transaction_and_commits_what_is_left() {
        isFound(
                on((tables, steps) -> new ModelCheckpoints(tables, steps) {
                    @Override
                    public Moved move(Lease lease, Checkpoint from, Rows rows) {
                        var reached = new Checkpoint[1];
                        try {
                            return super.move(lease, from, transaction -> reached[0] = rows.write(transaction));
                        } catch (StoreUnavailableException failure) {
                            boolean ended = failure.getMessage().contains("the database has ended");
                            if (!ended || reached[0] == null) throw failure;
                            return inTransaction(lease.subscription(), session -> {
                                session.lock(lease.subscription());
                                session.put(lease.subscription(), reached[0]);
                                return Moved.OK;
                            });
                        }
                    }
                }),
                "the database ended the transaction of process");
    }

    @Test
    void rows_that_are_written_outside_of_the_transaction() {
        var databases = new SQLiteDataSource();
        databases.setUrl("jdbc:sqlite::memory:");
        isFound(
                Simulation.overJdbc(databases, own -> new SimulatedTable(own) {
                    @Override
                    Connection connection(Transaction transaction) {
                        return own;
                    }
                }),
                "the rows are not those of a plain replay");
    }

    @Test
    void a_mode_of_a_service_that_an_append_reads_while_another_one_changes_it() {
        isFound(
                Simulation.of(SimulatedServices::new)
                        .on((store, tables) -> steps -> new ModelCheckpoints(tables, steps) {
                            @Override
                            public ServiceMode hold(String service, Transaction transaction) {
                                return tables.modes.get(service);
                            }
                        }),
                "to contain exactly");
    }

    private static Simulation on(UnaryOperator<TransactionalStore> bug) {
        return Simulation.of(() -> new SimulatedNotes() {
            @Override
            public Espalier.Builder configure(EventStore store) {
                return super.configure(bug.apply((TransactionalStore) store));
            }
        });
    }

    private static class Broken extends StoreInFront implements CheckpointedStore {
        private final TransactionalStore store;

        Broken(TransactionalStore store) {
            super(store);
            this.store = store;
        }

        @Override
        public Checkpoints checkpoints() {
            return ((CheckpointedStore) store).checkpoints();
        }
    }

    @Test
    void a_hand_over_from_history_to_live_that_skips_what_is_stored_between_the_page_and_the_end() {
        isFound(
                on(store -> new Broken(store) {
                    private boolean paged;
                    private long seen;

                    @Override
                    public long head() {
                        paged = false;
                        return seen = super.head();
                    }

                    /** The event at the end of what was seen, after a page: here it is the last one that is stored by now. */
                    @Override
                    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
                        boolean end = paged && range.backwards() && range.upTo() == seen;
                        paged = !range.backwards();
                        return super.read(
                                query, end ? ReadRange.all().reversed().first(1) : range, types);
                    }
                }),
                "the rows are not those of a plain replay");
    }

    @Test
    void a_lost_wake_up_that_nobody_repairs_by_looking() {
        isFound(
                on(store -> new Broken(store) {
                    private final AtomicLong known = new AtomicLong(-1);

                    @Override
                    public long head() {
                        known.compareAndSet(-1, super.head());
                        return known.get();
                    }

                    @Override
                    public Receipt append(Append append) {
                        Receipt receipt = super.append(append);
                        known.set(super.head());
                        return receipt;
                    }
                }),
                "it never catches up");
    }
}
