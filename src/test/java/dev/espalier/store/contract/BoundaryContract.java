package dev.espalier.store.contract;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.Marker.StreamCheck;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Decision boundaries: lines 60 to 75 of the store contract. */
public abstract class BoundaryContract extends StoreContract {
    private static final Tag RED = Tag.of("colour", "red");
    private static final Tag BIG = Tag.of("size", "big");

    private void append(QueryCheck check, String text, Tag... tags) {
        append(List.of(check), event(A, text, tags));
    }

    private static QueryCheck nothing(long after, StoredQuery.Item... items) {
        return new QueryCheck(query(items), after);
    }

    @Test
    void l60_l61_a_match_by_type_tag_both_or_all_fails() {
        append(nothing(0, tags(RED)), "first", RED);
        var both = new StoredQuery.Item(Set.of("Happened"), Set.of(RED), Set.of(), Set.of());

        for (QueryCheck check : List.of(
                nothing(0, tags(RED)),
                nothing(0, types("Happened")),
                nothing(0, both),
                nothing(0),
                nothing(0, new StoredQuery.Item(Set.of(), Set.of(), Set.of("invoice"), Set.of())),
                nothing(0, new StoredQuery.Item(Set.of(), Set.of(), Set.of(), Set.of(A))))) {
            var conflict = catchThrowableOfType(ConflictException.class, () -> append(check, "no"));
            assertThat(conflict.stream()).isEqualTo(A);
            assertThat(conflict.actual()).isEqualTo(readAll().get(0).position());
            assertThat(conflict.condition()).isEqualTo(new Marker(List.of(check)));
        }
        append(nothing(0, tags(BIG)), "second", BIG);
        append(nothing(0, types("Other")), "third");
        assertThat(texts(readAll())).containsExactly("first", "second", "third");
    }

    @Test
    void l62_one_of_two_required_tags_is_no_match() {
        append(nothing(0, tags(RED, BIG)), "1", RED);
        append(nothing(0, tags(RED, BIG)), "2", BIG);
        append(nothing(0, tags(RED, BIG)), "3", RED, BIG);
        assertThatThrownBy(() -> append(nothing(0, tags(RED, BIG)), "4")).isInstanceOf(ConflictException.class);
    }

    @Test
    void l63_l64_l65_after_counts() {
        append(A, any(), "0");
        long match = append(A, any(), event(A, "1", RED)).position();

        append(nothing(match, tags(RED)), "passes");
        append(nothing(match + 1_000, tags(RED)), "beyond the head passes");
        assertThatThrownBy(() -> append(nothing(match - 1, tags(RED)), "no")).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> append(nothing(0, tags(RED)), "no")).isInstanceOf(ConflictException.class);
    }

    @Test
    void l66_of_several_conditions_the_failing_one_is_named() {
        append(A, any(), event(A, "1", RED));
        var passes = nothing(0, tags(BIG));
        var fails = nothing(0, tags(RED));

        var conflict =
                catchThrowableOfType(ConflictException.class, () -> append(List.of(passes, fails), event(B, "no")));

        assertThat(conflict.condition()).isEqualTo(new Marker(List.of(fails)));
    }

    @Test
    void l67_a_batch_never_conflicts_with_itself() {
        append(List.of(nothing(0, tags(RED))), event(A, "1", RED), event(B, "2", RED));
        assertThat(readAll()).hasSize(2);
    }

    @Test
    void l68_version_and_boundary_can_each_fail() {
        append(A, any(), event(A, "1", RED));

        assertThatThrownBy(() -> append(List.of(new StreamCheck(A, exactly(1)), nothing(0, tags(RED))), event(A, "no")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> append(List.of(new StreamCheck(A, exactly(2)), nothing(0, tags(BIG))), event(A, "no")))
                .isInstanceOf(ConflictException.class);
        append(List.of(new StreamCheck(A, exactly(1)), nothing(0, tags(BIG))), event(A, "2"));
    }

    @Test
    void l69_of_racers_on_one_boundary_in_different_streams_exactly_one_wins() throws Exception {
        for (int round = 0; round < ROUNDS * 10; round++) {
            Tag tag = Tag.of("race", round);
            int racers = 4;
            var barrier = new CyclicBarrier(racers);
            var outcomes = Race.run(racers, racer -> {
                Marker seen;
                try (EventStream stream = store.read(query(tags(tag)), ReadRange.all(), TextType::new)) {
                    stream.forEach(event -> {});
                    seen = Marker.from(stream.marker());
                }
                barrier.await();
                var stream = new StreamId("race", UUID.randomUUID().toString());
                return append(seen.checks(), event(stream, "won", tag));
            });
            assertThat(outcomes.won()).hasSize(1);
            assertThat(outcomes.lost()).hasSize(racers - 1).allMatch(ConflictException.class::isInstance);
        }
    }

    @Test
    void l71_unconditional_appends_never_slip_past_a_boundary() throws Exception {
        for (int round = 0; round < ROUNDS * 10; round++) {
            Tag tag = Tag.of("mixed", round);
            long before = store.head();
            var outcomes = Race.run(4, racer -> {
                var stream = new StreamId("mixed", UUID.randomUUID().toString());
                List<Marker.Check> checks = racer % 2 == 0 ? List.of() : List.of(nothing(before, tags(tag)));
                return append(checks, event(stream, racer % 2 == 0 ? "free" : "bound", tag));
            });
            var stored = read(query(tags(tag)), ReadRange.all());
            for (int i = 1; i < stored.size(); i++)
                assertThat(text(stored.get(i))).isEqualTo("free");
            assertThat(outcomes.lost()).allMatch(ConflictException.class::isInstance);
        }
    }

    @Test
    void l72a_a_stream_that_was_read_and_not_written_guards_the_append() {
        append(A, any(), "1");
        List<Marker.Check> readBoth = List.of(new StreamCheck(A, exactly(1)), new StreamCheck(B, exactly(0)));
        append(A, exactly(1), "2");

        assertThatThrownBy(() -> append(readBoth, event(B, "no"))).isInstanceOf(ConflictException.class);
        assertThat(read(B)).isEmpty();
    }

    @Test
    void l74_l75_values_of_one_tag_key_and_tags_whose_hashes_collide_stay_distinct() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        append(A, any(), event(A, "1", Tag.of("k", "Aa"), Tag.of("k", "other")), event(A, "2", Tag.of("k", "BB")));

        assertThat(texts(read(query(tags(Tag.of("k", "Aa"))), ReadRange.all()))).containsExactly("1");
        assertThat(texts(read(query(tags(Tag.of("k", "BB"))), ReadRange.all()))).containsExactly("2");
        assertThat(texts(read(query(tags(Tag.of("k", "other"))), ReadRange.all())))
                .containsExactly("1");
    }

    @Test
    void a_boundary_is_tested_before_a_participant_is_called() {
        append(A, any(), event(A, "1", RED));
        Participant unreachable = (events, transaction) -> {
            throw new AssertionError("called for a refused append");
        };
        assertThatThrownBy(() ->
                        store.append(Append.of(List.of(nothing(0, tags(RED))), List.of(event(B, "no")), unreachable)))
                .isInstanceOf(ConflictException.class);
    }
}
