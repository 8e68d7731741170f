package dev.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.subscription.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.sqlite.SQLiteDataSource;

/** Subscriptions under everything that can go wrong, in simulated time. */
@Order(5)
@Execution(CONCURRENT)
class SimulationTest {
    /** CI runs a hundred thousand, with the optimizing compiler, which they need. */
    private static final int SEEDS = Integer.getInteger("seeds", 2_000 * Integer.getInteger("rounds", 3));

    @Test
    void every_event_takes_effect_once_and_in_order() {
        Simulation.of(SimulatedNotes::new).seeds(1, SEEDS / 6).run();
    }

    @Test
    void partitions_that_instances_share_do_so_too() {
        Simulation.of(() -> new SimulatedNotes() {
                    @Override
                    public Subscription subscribe(Projector projector) {
                        return super.subscribe(projector).partitions(3);
                    }
                })
                .seeds(1, SEEDS / 6)
                .run();
    }

    @Test
    void a_reactor_does_all_that_is_after_its_mark_and_nothing_before() {
        var mark = new SimulatedMails.Mark();
        Simulation.of(() -> new SimulatedMails(mark))
                .on(mark.database())
                .seeds(1, SEEDS / 6)
                .run();
    }

    @Test
    void a_view_is_built_anew_whatever_happens() {
        Simulation.of(SimulatedViews::new).seeds(1, SEEDS / 8).run();
    }

    @Test
    void a_view_is_built_anew_in_partitions_whatever_happens() {
        Simulation.of(() -> new SimulatedViews() {
                    @Override
                    public Subscription subscribe(Projector projector) {
                        return projector instanceof ViewModel
                                ? super.subscribe(projector).partitions(2)
                                : super.subscribe(projector);
                    }
                })
                .seeds(1, SEEDS / 8)
                .run();
    }

    @Test
    void a_service_goes_from_the_appends_to_a_subscription_and_back_whatever_happens() {
        Simulation.of(SimulatedServices::new).seeds(1, SEEDS / 8).run();
    }

    @Test
    void partitions_are_divided_anew_whatever_happens() {
        Simulation.of(SimulatedDivisions::new).seeds(1, SEEDS / 8).run();
    }

    private static SQLiteDataSource databases() {
        var databases = new SQLiteDataSource();
        databases.setUrl("jdbc:sqlite::memory:");
        return databases;
    }

    @Test
    void rows_that_a_projector_writes_over_jdbc_are_those_of_a_replay_too() {
        Simulation.overJdbc(databases(), SimulatedTable::new)
                .seeds(1, SEEDS / 100)
                .run();
        Simulation.overJdbc(databases(), connection -> new SimulatedTable(connection) {
                    @Override
                    public Subscription subscribe(Projector projector) {
                        return super.subscribe(projector).partitions(3);
                    }
                })
                .seeds(1, SEEDS / 100)
                .run();
    }

    /** All that happens in a simulation, by the words that are said in it. */
    private static List<String> story(long seed) {
        var words = new ArrayList<String>();
        Simulation.of(() -> new SimulatedNotes() {
                    @Override
                    public void act(Espalier espalier, RandomGenerator random) {
                        super.act(espalier, random);
                        words.add(espalier.eventStoreService().head() + " " + rows());
                    }
                })
                .seed(seed)
                .run();
        return words;
    }

    @Test
    void the_same_seed_tells_the_same_story() {
        for (long seed = 1; seed < 50; seed++) assertThat(story(seed)).isEqualTo(story(seed));
        assertThat(story(1)).isNotEqualTo(story(2));
    }

    @Test
    void what_fails_says_with_which_seed_and_after_what() {
        var failed = catchThrowableOfType(
                SimulationFailedError.class,
                () -> Simulation.of(() -> new SimulatedNotes() {
                            @Override
                            public void check(Espalier espalier) {
                                throw new AssertionError("not as it should be");
                            }
                        })
                        .seed(4711)
                        .run());

        assertThat(failed.seed()).isEqualTo(4711);
        assertThat(failed.story()).isNotEmpty();
        assertThat(failed)
                .hasMessageContainingAll("seed 4711: not as it should be", ".seed(4711L).run()")
                .hasMessageContainingAll(failed.story().toArray(String[]::new));
    }

    @Test
    void what_never_stores_anything_shows_nothing() {
        var idle = Simulation.of(() -> new SimulatedNotes() {
            @Override
            public void act(Espalier espalier, RandomGenerator random) {
                throw new IllegalStateException("no");
            }
        });

        assertThatThrownBy(() -> idle.seeds(1, 10).run())
                .isInstanceOf(SimulationFailedError.class)
                .hasMessageContaining("no event was ever stored");
        assertThatThrownBy(() -> idle.seeds(1, 0)).isInstanceOf(InvalidInputException.class);
    }
}
