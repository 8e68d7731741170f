package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.EventData;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An event id is taken once and for ever. */
abstract class ReplaySuite extends Suite {
    @Test
    @Line("16")
    void one_id_twice_in_a_batch_is_refused() {
        append(A, any(), "0");
        UUID id = UUID.randomUUID();
        assertThatThrownBy(() -> append(A, any(), event(id, A, "Happened", "1"), event(id, A, "Happened", "2")))
                .isInstanceOf(DuplicateEventException.class)
                .hasMessageContaining(id.toString());
        assertThatThrownBy(() -> append(
                        A, any(), event(id, A, "Happened", "1"), event(A, "between"), event(id, A, "Happened", "1")))
                .isInstanceOf(DuplicateEventException.class);

        assertThat(texts(readAll())).containsExactly("0");
    }

    @Test
    @Line("17")
    void a_repeated_append_returns_its_first_receipt_although_its_condition_fails_now() {
        var events = new EventData[] {event(A, "1"), event(A, "2")};
        Receipt first = append(A, noStream(), events);
        append(A, exactly(2), "3");

        Receipt again = append(A, noStream(), events);

        assertThat(again.replayed()).isTrue();
        assertThat(first.replayed()).isFalse();
        assertThat(again.version()).isEqualTo(first.version()).isEqualTo(2);
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.events()).extracting(EventEnvelope::id).containsExactly(events[0].id(), events[1].id());
        assertThat(again.events())
                .extracting(EventEnvelope::position)
                .isEqualTo(first.events().stream().map(EventEnvelope::position).toList());
        assertThat(texts(again.events())).containsExactly("1", "2");
        assertThat(texts(read(A))).containsExactly("1", "2", "3");
    }

    @Test
    @Line("17")
    @Needs(Capability.BOUNDARIES)
    void a_repeated_append_returns_its_first_receipt_although_its_own_events_cross_its_boundary() {
        EventData event = event(A, "1", RED);
        Receipt first = append(List.of(nothing(0, tags(RED))), event);

        Receipt again = append(List.of(nothing(0, tags(RED))), event);

        assertThat(again.replayed()).isTrue();
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(readAll()).hasSize(1);
    }

    @Test
    @Line("17")
    void racers_with_the_same_append_all_get_one_receipt() throws Exception {
        for (int round = 0; round < rounds * 5; round++) {
            var events = new EventData[] {event(A, "1"), event(A, "2")};
            var outcomes = Race.run(4, racer -> append(A, any(), events));
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won()).extracting(Receipt::position).containsOnly(store.head());
            assertThat(outcomes.won().stream().filter(Receipt::replayed)).hasSize(3);
            assertThat(read(A)).hasSize(2 * (round + 1));
        }
    }

    @Test
    @Line("18")
    void a_partial_repetition_is_refused_and_writes_nothing() {
        EventData known = event(A, "1");
        append(A, any(), known);

        var duplicate =
                catchThrowableOfType(DuplicateEventException.class, () -> append(A, any(), known, event(A, "2")));

        assertThat(duplicate.id()).isEqualTo(known.id());
        assertThatThrownBy(() -> append(A, any(), event(A, "2"), known)).isInstanceOf(DuplicateEventException.class);
        assertThat(texts(readAll())).containsExactly("1");
    }

    @Test
    @Line("19")
    void the_same_ids_in_another_order_or_stream_are_refused() {
        EventData one = event(A, "1");
        EventData two = event(A, "2");
        append(A, any(), one, two);

        assertThatThrownBy(() -> append(A, any(), two, one)).isInstanceOf(DuplicateEventException.class);
        assertThatThrownBy(() -> append(B, any(), event(one.id(), B, "Happened", "1")))
                .isInstanceOf(DuplicateEventException.class);
        assertThatThrownBy(() -> append(B, noStream(), event(B, "0"), event(two.id(), B, "Happened", "2")))
                .isInstanceOf(DuplicateEventException.class);
        assertThat(texts(readAll())).containsExactly("1", "2");
    }
}
