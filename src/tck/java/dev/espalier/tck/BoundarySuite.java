package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.Marker.StreamCheck;
import dev.espalier.store.StoredQuery;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Decision boundaries: append if nothing matches. */
@Needs(Capability.BOUNDARIES)
abstract class BoundarySuite extends Suite {
    private void append(QueryCheck check, String text, Tag... tags) {
        append(List.of(check), event(A, text, tags));
    }

    private void assertRefused(List<? extends Marker.Check> checks) {
        assertThatThrownBy(() -> append(checks, event(A, "no"))).isInstanceOf(ConflictException.class);
    }

    @Test
    @Line("60")
    void no_match_passes() {
        append(A, any(), event(A, "0", RED));

        append(nothing(0, tags(BIG)), "1", BIG);
        append(nothing(0, types("Other")), "2");
        append(nothing(0, places(Set.of("customer"))), "3");
        append(nothing(0, places(Set.of(), B)), "4");

        assertThat(texts(readAll())).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    @Line("61")
    void a_match_by_type_tag_both_place_or_all_fails_and_is_named() {
        append(nothing(0, tags(RED)), "first", RED);
        long position = store.head();
        var both = new StoredQuery.Item(Set.of("Happened"), Set.of(RED), Set.of(), Set.of());

        for (QueryCheck check : List.of(
                nothing(0, tags(RED)),
                nothing(0, types("Happened")),
                nothing(0, both),
                nothing(0),
                nothing(0, places(Set.of("invoice"))),
                nothing(0, places(Set.of(), A)),
                nothing(0, tags(BIG), tags(RED)))) {
            var conflict = catchThrowableOfType(ConflictException.class, () -> append(check, "no"));
            assertThat(conflict).as("refused under %s", check).isNotNull();
            assertThat(conflict.stream()).isEqualTo(A);
            assertThat(conflict.actual()).isEqualTo(position);
            assertThat(conflict.condition()).isEqualTo(new Marker(List.of(check)));
            assertThat(conflict.retryable()).isTrue();
        }
        assertThat(texts(readAll())).containsExactly("first");
    }

    @Test
    @Line("62")
    void one_of_two_required_tags_is_no_match() {
        append(nothing(0, tags(RED, BIG)), "1", RED);
        append(nothing(0, tags(RED, BIG)), "2", BIG);
        append(nothing(0, tags(RED, BIG)), "3", RED, BIG);

        assertRefused(List.of(nothing(0, tags(RED, BIG))));
        assertThat(texts(readAll())).containsExactly("1", "2", "3");
    }

    @Test
    @Line("63")
    void after_the_match_passes_and_one_less_fails() {
        append(A, any(), "0");
        long match = append(A, any(), event(A, "1", RED)).position();

        assertRefused(List.of(nothing(match - 1, tags(RED))));
        append(nothing(match, tags(RED)), "2");
        assertThat(texts(readAll())).containsExactly("0", "1", "2");
    }

    @Test
    @Line("64")
    void after_beyond_the_head_passes() {
        append(A, any(), event(A, "1", RED));
        append(nothing(store.head() + 1_000, tags(RED)), "2");
        append(nothing(Long.MAX_VALUE, tags(RED)), "3");

        assertThat(texts(readAll())).containsExactly("1", "2", "3");
    }

    @Test
    @Line("65")
    void without_after_any_match_ever_fails() {
        append(A, any(), event(A, "1", RED));
        for (int i = 0; i < 20; i++) append(B, any(), "later");

        assertRefused(List.of(nothing(0, tags(RED))));
        assertThat(readAll()).hasSize(21);
    }

    @Test
    @Line("66")
    void of_several_conditions_the_failing_one_is_named() {
        append(A, any(), event(A, "1", RED));
        var passes = nothing(0, tags(BIG));
        var fails = nothing(0, tags(RED));

        for (var checks : List.of(List.of(passes, fails), List.of(fails, passes))) {
            var conflict = catchThrowableOfType(ConflictException.class, () -> append(checks, event(B, "no")));
            assertThat(conflict).isNotNull();
            assertThat(conflict.condition()).isEqualTo(new Marker(List.of(fails)));
        }
        append(List.of(passes, nothing(0, types("Other"))), event(B, "2"));
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    @Test
    @Line("67")
    void a_batch_never_conflicts_with_itself() {
        append(List.of(nothing(0, tags(RED)), nothing(0, types("Happened"))), event(A, "1", RED), event(A, "2", RED));

        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    @Test
    @Line("68")
    void version_and_boundary_can_each_fail() {
        append(A, any(), event(A, "1", RED));

        assertRefused(List.of(new StreamCheck(A, exactly(1)), nothing(0, tags(RED))));
        assertRefused(List.of(new StreamCheck(A, exactly(2)), nothing(0, tags(BIG))));
        assertRefused(List.of(nothing(0, tags(BIG)), new StreamCheck(A, exactly(2))));
        append(List.of(new StreamCheck(A, exactly(1)), nothing(0, tags(BIG))), event(A, "2"));
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    /** Marten: the marker was taken after the read. */
    @Test
    @Line("70")
    void a_commit_that_lands_while_the_query_is_read_makes_the_decision_stale() {
        append(A, any(), event(A, "1", RED), event(A, "2", RED));
        Marker marker;
        try (EventStream reading = stream(query(tags(RED)))) {
            Iterator<EventEnvelope> events = reading.iterator();
            assertThat(text(events.next())).isEqualTo("1");
            append(B, any(), event(B, "3", RED));
            int seen = 1;
            for (; events.hasNext(); events.next()) seen++;
            assertThat(seen).isEqualTo(2);
            marker = Marker.from(reading.marker());
        }

        assertRefused(marker.checks());
        assertThat(texts(readAll())).containsExactly("1", "2", "3");
    }

    @Test
    @Line("72")
    void the_same_query_read_twice_then_append_passes() {
        append(A, any(), event(A, "1", RED));
        Marker first;
        Marker second;
        try (EventStream one = stream(query(tags(RED)));
                EventStream other = stream(query(tags(RED)))) {
            first = Marker.from(one.marker());
            second = Marker.from(other.marker());
        }

        append(first.and(second).checks(), event(A, "2", RED));

        assertRefused(first.and(second).checks());
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    @Test
    @Line("72a")
    @Needs({Capability.BOUNDARIES, Capability.MULTI_STREAM_APPENDS})
    void a_stream_that_was_read_and_not_written_guards_the_append() {
        append(A, any(), "1");
        var readBoth = List.of(new StreamCheck(A, exactly(1)), new StreamCheck(B, exactly(0)));
        append(A, exactly(1), "2");

        assertThatThrownBy(() -> append(readBoth, event(B, "no"))).isInstanceOf(ConflictException.class);
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    @Test
    @Line("75")
    void a_boundary_on_a_tag_does_not_meet_one_whose_hash_collides() {
        append(nothing(0, tags(Tag.of("k", "Aa"))), "1", Tag.of("k", "Aa"));
        append(nothing(0, tags(Tag.of("k", "BB"))), "2", Tag.of("k", "BB"));

        assertRefused(List.of(nothing(0, tags(Tag.of("k", "Aa")))));
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    @Test
    @Line("6")
    void an_empty_batch_tests_its_boundary() {
        append(A, any(), event(A, "1", RED));

        append(List.of(nothing(0, tags(BIG))));
        assertThatThrownBy(() -> append(List.of(nothing(0, tags(RED))))).isInstanceOf(ConflictException.class);
        assertThat(texts(readAll())).containsExactly("1");
        assertThat(read(new StreamId("none", "none"), ReadRange.all())).isEmpty();
    }
}
