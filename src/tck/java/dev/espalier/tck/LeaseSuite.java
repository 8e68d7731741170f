package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.store.Checkpoint;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Checkpoints.Moved;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.StoreIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of several instances one moves a checkpoint at a time. */
@Needs(Capability.CHECKPOINTS)
abstract class LeaseSuite extends Suite {
    private static final StoreIdentity HERE = new StoreIdentity("here", 1);
    private static final Checkpoint ORIGIN = Checkpoint.origin(HERE);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);
    /** After which one that should have lapsed long ago never will. */
    private static final Duration HOPELESS = Duration.ofSeconds(3);

    private Rows rows;
    private Checkpoints checkpoints;

    @BeforeEach
    void begin() throws Exception {
        if (!(store instanceof CheckpointedStore checkpointed)) return; // its absence is asserted instead
        rows = fixture.rows();
        checkpoints = checkpointed.checkpoints();
        checkpoints.open("a", ORIGIN);
    }

    private Lease lease(String owner, Duration time, String subscription) {
        return checkpoints.lease(owner, time, Set.of(subscription)).get(0);
    }

    private Lease lease(String owner) {
        return lease(owner, LONG, "a");
    }

    /** Asks until it has it. */
    private Lease awaited(String owner, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + HOPELESS.toNanos();
        Lease lease = lease(owner, time, "a");
        while (!lease.isHeldBy(owner)) {
            assertThat(System.nanoTime()).as("it never lapses: %s", lease).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
            lease = lease(owner, time, "a");
        }
        return lease;
    }

    private static Checkpoint at(long position) {
        return new Checkpoint(position, Optional.of(new UUID(7, position)), HERE);
    }

    private Moved move(Lease lease, Checkpoint from, Checkpoint to, String row) {
        return checkpoints.move(lease, from, transaction -> {
            insert(rows, transaction, row);
            return to;
        });
    }

    @Test
    @Line("85")
    void one_is_granted_it_others_are_told_who_has_it_and_what_has_not_begun_has_none() {
        checkpoints.open("b", at(3));

        Lease one = lease("one");

        assertThat(one.isHeldBy("one")).isTrue();
        assertThat(one.token()).isPositive();
        assertThat(one.time()).isEqualTo(LONG);
        assertThat(one.left()).isPositive().isLessThanOrEqualTo(LONG);
        assertThat(one.at()).isEqualTo(ORIGIN);
        Lease refused = lease("two");
        assertThat(refused.owner()).isEqualTo("one");
        assertThat(refused.isHeldBy("two")).isFalse();
        assertThat(refused.isFree()).isFalse();
        assertThat(refused.token()).isEqualTo(one.token());
        var both = checkpoints.lease("two", LONG, Set.of("a", "b", "none"));
        assertThat(both).extracting(Lease::subscription).containsExactlyInAnyOrder("a", "b");
        assertThat(both.stream().filter(each -> each.isHeldBy("two")))
                .singleElement()
                .satisfies(each -> assertThat(each.at()).isEqualTo(at(3)));
        assertThat(checkpoints.lease("two", LONG, Set.of())).isEmpty();
    }

    @Test
    @Line("85")
    void who_only_looks_is_told_and_takes_and_prolongs_nothing() {
        checkpoints.open("b", at(3));
        Lease one = lease("one");
        assertThat(checkpoints.leases(Set.of())).isEmpty();

        for (int i = 0; i < 2; i++) {
            var seen = checkpoints.leases(Set.of("a", "b", "none"));
            assertThat(seen).extracting(Lease::subscription).containsExactlyInAnyOrder("a", "b");
            for (Lease each : seen)
                if (each.subscription().equals("b")) {
                    assertThat(each.isFree()).isTrue();
                    assertThat(each.at()).isEqualTo(at(3));
                } else {
                    assertThat(each.isHeldBy("one")).isTrue();
                    assertThat(each.token()).isEqualTo(one.token());
                    assertThat(each.left()).isPositive().isLessThanOrEqualTo(one.left());
                }
        }
    }

    @Test
    @Line("85")
    void it_is_prolonged_under_the_same_token_by_its_owner_and_by_each_move() {
        Lease one = lease("one", SHORT, "a");
        Lease longer = lease("one");
        if (longer.token() == one.token()) assertThat(longer.left()).isGreaterThan(SHORT); // else it had lapsed
        assertThat(lease("one").token()).isEqualTo(longer.token());

        var hour = new Lease("a", "one", longer.token(), Duration.ofHours(1), LONG, ORIGIN);
        assertThat(move(hour, ORIGIN, at(1), "row")).isEqualTo(Moved.OK);

        Lease seen = lease("two");
        assertThat(seen.owner()).isEqualTo("one");
        assertThat(seen.left()).isGreaterThan(LONG);
        assertThat(seen.at()).isEqualTo(at(1));
    }

    @Test
    @Line("85")
    void what_is_given_back_is_free_at_once_and_only_its_owner_gives_it_back() {
        Lease one = lease("one");
        checkpoints.release("two", Set.of("a"));
        assertThat(lease("two").owner()).isEqualTo("one");

        checkpoints.release("one", Set.of("a", "none"));

        Lease two = lease("two");
        assertThat(two.isHeldBy("two")).isTrue();
        assertThat(two.token()).isGreaterThan(one.token());
    }

    @Test
    @Line("85")
    void one_that_lapsed_is_given_to_the_next_and_the_one_before_writes_nothing_any_more() throws Exception {
        Lease one = lease("one", SHORT, "a");
        move(one, ORIGIN, at(1), "by one");

        Lease two = awaited("two", LONG);

        assertThat(two.token()).isGreaterThan(one.token());
        assertThat(two.at()).isEqualTo(at(1));
        assertThat(move(one, at(1), at(2), "too late")).isEqualTo(Moved.FENCED);
        assertThat(move(two, at(1), at(2), "by two")).isEqualTo(Moved.OK);
        assertThat(move(one, at(1), at(2), "too late")).isEqualTo(Moved.FENCED);
        assertThat(checkpoints.find("a")).contains(at(2));
        assertThat(rows.committed()).containsExactlyInAnyOrder("by one", "by two");
    }

    @Test
    @Line("85")
    void one_that_lapsed_is_another_one_even_for_its_owner_and_counts_until_somebody_takes_it() throws Exception {
        Lease first = lease("one", SHORT, "a");
        Lease second = first;
        long deadline = System.nanoTime() + HOPELESS.toNanos();
        while (second.token() == first.token()) {
            assertThat(System.nanoTime()).as("it never lapses").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(2 * SHORT.toMillis());
            second = lease("one", SHORT, "a");
        }
        assertThat(move(first, ORIGIN, at(1), "too late")).isEqualTo(Moved.FENCED);
        TimeUnit.MILLISECONDS.sleep(2 * SHORT.toMillis());

        assertThat(move(second, ORIGIN, at(1), "in time")).isEqualTo(Moved.OK);

        assertThat(rows.committed()).containsExactly("in time");
    }

    @Test
    @Line("85")
    void whoever_does_not_have_it_neither_moves_nor_sets_aside_nor_settles() throws Exception {
        var event = new SetAside(new UUID(7, 1), 1, A, 1, "Happened", "no", Instant.EPOCH);
        Lease one = lease("one");
        assertThat(checkpoints.setAside(one, ORIGIN, at(1), event)).isEqualTo(Moved.OK);
        checkpoints.release("one", Set.of("a"));
        var nobodys = new Lease("a", "one", one.token(), LONG, LONG, at(1));
        assertThat(move(nobodys, at(1), at(2), "given back")).isEqualTo(Moved.FENCED);
        Lease two = lease("two");
        var strangers = new Lease("a", "three", two.token(), LONG, LONG, at(1));
        var older = new Lease("a", "two", two.token() - 1, LONG, LONG, at(1));

        for (Lease wrong : new Lease[] {one, strangers, older}) {
            assertThat(move(wrong, at(1), at(2), "moved")).isEqualTo(Moved.FENCED);
            assertThat(checkpoints.setAside(wrong, at(1), at(2), event)).isEqualTo(Moved.FENCED);
            assertThat(checkpoints.settle(wrong, event.event(), transaction -> insert(rows, transaction, "settled")))
                    .isEqualTo(Moved.FENCED);
        }

        assertThat(rows.committed()).isEmpty();
        assertThat(checkpoints.find("a")).contains(at(1));
        assertThat(checkpoints.setAside("a")).containsExactly(event);
    }

    @Test
    @Line("85")
    void a_persons_word_sets_the_checkpoint_whoever_has_the_lease() {
        Lease one = lease("one");

        checkpoints.reset("a", at(7));

        assertThat(lease("two").owner()).isEqualTo("one");
        assertThat(lease("one").at()).isEqualTo(at(7));
        assertThat(move(one, ORIGIN, at(1), "no")).isEqualTo(Moved.ALREADY);
        assertThat(move(one, at(7), at(8), "row")).isEqualTo(Moved.OK);
    }

    @Test
    @Line("85")
    void of_racers_one_has_it_each_time_with_a_higher_token() throws Exception {
        long token = 0;
        for (int round = 0; round < rounds * 5; round++) {
            Lease holder = winner("round " + round + " racer ");
            assertThat(holder.token()).isGreaterThan(token);
            token = holder.token();
            assertThat(lease("another").owner()).isEqualTo(holder.owner());
            if (round % 2 == 0) checkpoints.release(holder.owner(), Set.of("a"));
            else lease(holder.owner(), SHORT, "a");
        }
    }

    /** They race until one has it, as the one before may still. */
    private Lease winner(String names) throws Exception {
        long deadline = System.nanoTime() + HOPELESS.toNanos();
        while (true) {
            var outcomes = Race.run(
                    4, racer -> Optional.of(lease(names + racer)).filter(each -> each.isHeldBy(names + racer)));
            assertThat(outcomes.lost()).isEmpty();
            var won = outcomes.won().stream().flatMap(Optional::stream).toList();
            assertThat(won).as("those who have it").hasSizeLessThan(2);
            if (!won.isEmpty()) return won.get(0);
            assertThat(System.nanoTime()).as("nobody ever gets it").isLessThan(deadline);
        }
    }
}
