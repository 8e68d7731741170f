package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.store.Checkpoint;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Checkpoints.Moved;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.StoreIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far subscriptions are, in one transaction with their rows. */
@Needs(Capability.CHECKPOINTS)
abstract class CheckpointSuite extends Suite {
    private static final StoreIdentity HERE = new StoreIdentity("here", 1);
    private static final Checkpoint ORIGIN = Checkpoint.origin(HERE);

    private final List<String> log = new ArrayList<>();
    private Rows rows;

    @BeforeEach
    void prepareRows() throws Exception {
        rows = fixture.rows();
    }

    private Checkpoints checkpoints() {
        return ((CheckpointedStore) store).checkpoints();
    }

    private static Checkpoint at(long position) {
        return new Checkpoint(position, Optional.of(new UUID(7, position)), HERE);
    }

    /** As one instance alone has it. */
    private Lease lease(String subscription) {
        return checkpoints()
                .lease("one", Duration.ofMinutes(1), Set.of(subscription))
                .get(0);
    }

    private Moved move(String subscription, Checkpoint from, Checkpoint to, String row) {
        return checkpoints().move(lease(subscription), from, transaction -> {
            insert(rows, transaction, row);
            return to;
        });
    }

    @Test
    @Line("82")
    void what_has_not_begun_has_none_and_begins_once() {
        assertThat(checkpoints().find("a")).isEmpty();

        assertThat(checkpoints().open("a", ORIGIN)).isEqualTo(ORIGIN);
        assertThat(checkpoints().open("a", at(5))).isEqualTo(ORIGIN);
        assertThat(checkpoints().open("A", at(5))).isEqualTo(at(5));

        assertThat(checkpoints().find("a")).contains(ORIGIN);
        assertThat(checkpoints().find("A")).contains(at(5));
        assertThat(checkpoints().find("b")).isEmpty();
    }

    @Test
    @Line("83")
    void it_moves_from_where_it_stands_alone() throws Exception {
        checkpoints().open("a", ORIGIN);
        checkpoints().open("b", ORIGIN);

        assertThat(move("a", ORIGIN, at(3), "1")).isEqualTo(Moved.OK);
        assertThat(move("a", ORIGIN, at(3), "again")).isEqualTo(Moved.ALREADY);
        assertThat(move("a", at(4), at(5), "beyond")).isEqualTo(Moved.LOST);
        var none = new Lease("none", "one", 1, Duration.ofMinutes(1), Duration.ofMinutes(1), ORIGIN);
        assertThat(checkpoints().move(none, ORIGIN, transaction -> at(5))).isEqualTo(Moved.LOST);
        var elsewhere = new Checkpoint(3, Optional.of(UUID.randomUUID()), HERE);
        assertThat(move("a", elsewhere, at(5), "another event")).isEqualTo(Moved.LOST);

        assertThat(checkpoints().find("a")).contains(at(3));
        assertThat(checkpoints().find("b")).contains(ORIGIN);
        assertThat(rows.committed()).containsExactly("1");
    }

    @Test
    @Line("83")
    void a_persons_word_sets_it_anywhere() throws Exception {
        checkpoints().open("a", at(9));

        checkpoints().reset("a", at(2));
        checkpoints().reset("b", at(4));

        assertThat(checkpoints().find("a")).contains(at(2));
        assertThat(checkpoints().find("b")).contains(at(4));
        assertThat(move("a", at(9), at(10), "lost")).isEqualTo(Moved.LOST);
        assertThat(move("a", at(2), at(3), "1")).isEqualTo(Moved.OK);
        assertThat(rows.committed()).containsExactly("1");
    }

    @Test
    @Line({"83", "84"})
    void of_racers_one_moves_it_and_its_row_alone_stays() throws Exception {
        checkpoints().open("a", at(1));
        for (int round = 1; round <= rounds * 5; round++) {
            int number = round;
            Lease lease = lease("a");
            var outcomes = Race.run(
                    4,
                    racer -> checkpoints().move(lease, at(number), transaction -> {
                        insert(rows, transaction, number + " by " + racer);
                        return at(number + 1);
                    }));
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won()).containsOnlyOnce(Moved.OK).containsOnly(Moved.OK, Moved.ALREADY);
            assertThat(rows.committed()).hasSize(round);
            assertThat(checkpoints().find("a")).contains(at(round + 1));
        }
    }

    @Test
    @Line("84")
    void what_the_rows_throw_takes_rows_and_checkpoint_back() throws Exception {
        checkpoints().open("a", ORIGIN);
        var failure = new IllegalStateException("no");

        assertThatThrownBy(() -> checkpoints().move(lease("a"), ORIGIN, transaction -> {
                    insert(rows, transaction, "row");
                    transaction.onRollback(() -> log.add("undone"));
                    transaction.afterCommit(() -> log.add("committed"));
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(rows.committed()).isEmpty();
        assertThat(checkpoints().find("a")).contains(ORIGIN);
        assertThat(log).containsExactly("undone");
        checkpoints().move(lease("a"), ORIGIN, transaction -> {
            insert(rows, transaction, "row");
            transaction.afterCommit(
                    () -> log.add("at " + checkpoints().find("a").orElseThrow()));
            return at(1);
        });
        assertThat(rows.committed()).containsExactly("row");
        assertThat(log).containsExactly("undone", "at " + at(1));
    }

    @Test
    @Line("84")
    @Needs(Capability.RESTART)
    void it_is_there_when_the_store_is_opened_again() throws Exception {
        checkpoints().open("a", ORIGIN);
        move("a", ORIGIN, at(3), "1");
        store.close();

        store = open();

        assertThat(checkpoints().find("a")).contains(at(3));
        assertThat(rows.committed()).containsExactly("1");
    }

    @Test
    @Line(Contract.INTERFACES)
    void an_event_that_was_set_aside_is_settled_once() throws Exception {
        checkpoints().open("a", ORIGIN);
        checkpoints().open("b", ORIGIN);
        var event = new SetAside(new UUID(7, 1), 1, A, 1, "Happened", "no \u20ac", Instant.EPOCH.plusNanos(1_000));

        assertThat(checkpoints().setAside(lease("a"), ORIGIN, at(1), event)).isEqualTo(Moved.OK);
        assertThat(checkpoints().setAside(lease("a"), ORIGIN, at(1), event)).isEqualTo(Moved.ALREADY);

        assertThat(checkpoints().find("a")).contains(at(1));
        assertThat(checkpoints().setAside("a")).containsExactly(event);
        assertThat(checkpoints().setAside("b")).isEmpty();
        assertThatThrownBy(() -> checkpoints().settle(lease("a"), event.event(), transaction -> {
                    insert(rows, transaction, "no");
                    throw new IllegalStateException("still");
                }))
                .hasMessage("still");
        assertThat(checkpoints().setAside("a")).containsExactly(event);
        assertThat(checkpoints().settle(lease("b"), event.event(), transaction -> insert(rows, transaction, "no")))
                .isEqualTo(Moved.ALREADY);
        assertThat(checkpoints().settle(lease("a"), event.event(), transaction -> insert(rows, transaction, "row")))
                .isEqualTo(Moved.OK);
        assertThat(checkpoints().settle(lease("a"), event.event(), transaction -> insert(rows, transaction, "no")))
                .isEqualTo(Moved.ALREADY);
        assertThat(checkpoints().setAside("a")).isEmpty();
        assertThat(rows.committed()).containsExactly("row");
    }
}
