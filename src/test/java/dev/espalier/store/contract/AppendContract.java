package dev.espalier.store.contract;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static dev.espalier.infrastructure.ExpectedVersion.streamExists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Append and expected version: lines 1 to 26 of the store contract. */
public abstract class AppendContract extends StoreContract {
    @Test
    void l01_a_new_store_is_empty() {
        assertThat(store.head()).isZero();
        assertThat(readAll()).isEmpty();
        assertThat(read(A)).isEmpty();
        assertThat(store.read(A, ReadRange.all(), TextType::new).head()).isZero();
    }

    @Test
    void l02_one_event_round_trips() {
        var metadata = Metadata.none()
                .withCommandId(UUID.randomUUID())
                .withCorrelationId(UUID.randomUUID())
                .withCausationId(UUID.randomUUID())
                .with("user", "ann=\n\u00e9\u2028\ud83c\udf31;")
                .with("tenant", "\\n");
        var data = EventData.of(
                UUID.randomUUID(),
                A,
                new TextType("Happened", 7),
                Set.of(Tag.of("customer", "x:y"), Tag.of("region", "\u00e9")),
                metadata,
                Origin.RECONSTRUCTED,
                OCCURRED,
                new Happened("h\u00e9llo"));

        Receipt receipt = append(A, noStream(), data);

        assertThat(receipt.events()).hasSize(1);
        EventEnvelope stored = read(A).get(0);
        assertThat(stored.id()).isEqualTo(data.id());
        assertThat(stored.type()).isEqualTo("Happened");
        assertThat(stored.schemaVersion()).isEqualTo(7);
        assertThat(stored.stream()).isEqualTo(A);
        assertThat(stored.tags()).isEqualTo(data.tags());
        assertThat(stored.metadata()).isEqualTo(metadata);
        assertThat(stored.origin()).isEqualTo(Origin.RECONSTRUCTED);
        assertThat(stored.occurredAt()).hasToString("2023-11-14T22:13:20.123456Z");
        assertThat(stored.recordedAt()).isAfterOrEqualTo(stored.occurredAt());
        assertThat(stored.event()).isEqualTo(new Happened("h\u00e9llo"));
        assertThat(stored.version()).isEqualTo(receipt.version()).isEqualTo(1);
        assertThat(stored.position())
                .isEqualTo(receipt.position())
                .isEqualTo(store.head())
                .isPositive();
    }

    @Test
    void l03_a_batch_keeps_its_order_and_versions_are_contiguous() {
        append(A, noStream(), "1", "2", "3");
        append(A, exactly(3), "4", "5");

        assertThat(texts(read(A))).containsExactly("1", "2", "3", "4", "5");
        assertThat(read(A)).extracting(EventEnvelope::version).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void l04_streams_are_isolated() {
        append(A, noStream(), "a");
        append(B, noStream(), "b");

        assertThat(texts(read(A))).containsExactly("a");
        assertThat(texts(read(B))).containsExactly("b");
    }

    @Test
    void l05_positions_strictly_increase() {
        append(A, any(), "1", "2");
        append(B, any(), "3");
        append(A, any(), "4");

        var positions = readAll().stream().map(EventEnvelope::position).toList();
        assertThat(positions).isSorted().doesNotHaveDuplicates().hasSize(4);
        assertThat(texts(readAll())).containsExactly("1", "2", "3", "4");
    }

    @Test
    void l06_an_empty_batch_stores_nothing_and_tests_its_condition() {
        Receipt receipt = append(A, any(), new EventData[0]);

        assertThat(receipt.events()).isEmpty();
        assertThat(receipt.position()).isZero();
        assertThatThrownBy(() -> append(A, streamExists(), new EventData[0])).isInstanceOf(ConflictException.class);
        append(A, noStream(), new EventData[0]);
        assertThat(store.head()).isZero();
    }

    @Test
    void l07_l08_exactly_is_enforced_low_high_and_on_a_missing_stream() {
        assertConflict(0, () -> append(A, exactly(1), "no"));
        append(A, exactly(0), "1");
        append(A, exactly(1), "2");

        assertConflict(2, () -> append(A, exactly(1), "no"));
        assertConflict(2, () -> append(A, exactly(3), "no"));
        assertThat(texts(read(A))).containsExactly("1", "2");
    }

    private static void assertConflict(long actual, org.assertj.core.api.ThrowableAssert.ThrowingCallable append) {
        assertThat(catchThrowableOfType(ConflictException.class, append).actual())
                .isEqualTo(actual);
    }

    @Test
    void l09_no_stream_passes_once() {
        append(A, noStream(), "1");
        assertConflict(1, () -> append(A, noStream(), "no"));
    }

    @Test
    void l10_stream_exists_fails_then_passes() {
        assertConflict(0, () -> append(A, streamExists(), "no"));
        append(A, any(), "1");
        append(A, streamExists(), "2");
        assertThat(texts(read(A))).containsExactly("1", "2");
    }

    @Test
    void l11_any_passes_both() {
        append(A, any(), "1");
        append(A, any(), "2");
        assertThat(texts(read(A))).containsExactly("1", "2");
    }

    @Test
    void l12_the_conflict_says_stream_expected_and_actual() {
        append(A, any(), "1", "2");

        var conflict = catchThrowableOfType(ConflictException.class, () -> append(A, exactly(1), "no"));

        assertThat(conflict.stream()).isEqualTo(A);
        assertThat(conflict.condition()).isEqualTo(exactly(1));
        assertThat(conflict.actual()).isEqualTo(2);
        assertThat(conflict.retryable()).isTrue();
        assertThat(conflict).hasMessageContaining("invoice/a").hasMessageContaining("version 1");
        var created = catchThrowableOfType(ConflictException.class, () -> append(A, noStream(), "no"));
        assertThat(created.retryable()).isFalse();
    }

    @Test
    void l13_a_refused_append_leaves_nothing() {
        append(A, any(), "1");
        long head = store.head();

        assertConflict(1, () -> append(A, exactly(5), event(A, "no", Tag.of("t", 1)), event(A, "no")));

        assertThat(store.head()).isEqualTo(head);
        assertThat(read(query(tags(Tag.of("t", 1))), ReadRange.all())).isEmpty();
        assertThat(append(A, exactly(1), "2").version()).isEqualTo(2);
    }

    @Test
    void l14_a_batch_over_several_streams_is_atomic() {
        append(B, any(), "b1");
        List<Marker.Check> checks =
                List.of(new Marker.StreamCheck(A, noStream()), new Marker.StreamCheck(B, exactly(7)));

        assertConflict(1, () -> append(checks, event(A, "a1"), event(B, "b2")));

        assertThat(read(A)).isEmpty();
        assertThat(texts(read(B))).containsExactly("b1");
    }

    @Test
    void l15_one_stream_twice_in_a_batch_gets_consecutive_versions() {
        append(List.of(), event(A, "1"), event(B, "2"), event(A, "3"));

        assertThat(readAll()).extracting(EventEnvelope::version).containsExactly(1L, 1L, 2L);
        assertThat(texts(readAll())).containsExactly("1", "2", "3");
    }

    @Test
    void l16_one_id_twice_in_a_batch_is_refused() {
        UUID id = UUID.randomUUID();
        assertThatThrownBy(() -> append(A, any(), event(id, A, "Happened", "1"), event(id, A, "Happened", "2")))
                .isInstanceOf(DuplicateEventException.class)
                .hasMessageContaining(id.toString());
        assertThat(store.head()).isZero();
    }

    @Test
    void l17_a_repeated_append_returns_its_first_receipt_although_its_condition_fails_now() {
        var events = new EventData[] {event(A, "1"), event(A, "2")};
        Receipt first = append(A, noStream(), events);
        append(A, exactly(2), "3");

        Receipt again = append(A, noStream(), events);

        assertThat(again.replayed()).isTrue();
        assertThat(first.replayed()).isFalse();
        assertThat(again.version()).isEqualTo(first.version()).isEqualTo(2);
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.events()).extracting(EventEnvelope::id).containsExactly(events[0].id(), events[1].id());
        assertThat(texts(again.events())).containsExactly("1", "2");
        assertThat(texts(read(A))).containsExactly("1", "2", "3");
    }

    @Test
    void l18_a_partial_repetition_is_refused() {
        EventData known = event(A, "1");
        append(A, any(), known);
        var duplicate =
                catchThrowableOfType(DuplicateEventException.class, () -> append(A, any(), known, event(A, "2")));
        assertThat(duplicate.id()).isEqualTo(known.id());
        assertThatThrownBy(() -> append(A, any(), event(A, "2"), known)).isInstanceOf(DuplicateEventException.class);
        assertThat(texts(read(A))).containsExactly("1");
    }

    @Test
    void l19_the_same_ids_in_another_order_or_stream_are_refused() {
        EventData one = event(A, "1");
        EventData two = event(A, "2");
        append(A, any(), one, two);

        assertThatThrownBy(() -> append(A, any(), two, one)).isInstanceOf(DuplicateEventException.class);
        assertThatThrownBy(() -> append(B, any(), event(one.id(), B, "Happened", "1")))
                .isInstanceOf(DuplicateEventException.class);
        assertThat(store.head()).isEqualTo(two(readAll()));
    }

    private static long two(List<EventEnvelope> events) {
        assertThat(events).hasSize(2);
        return events.get(1).position();
    }

    @Test
    void l20_large_batches_are_taken_up_to_the_limit() {
        append(A, noStream(), many(1_000));
        append(A, exactly(1_000), many(10_001));
        assertThat(read(A)).hasSize(11_001);

        var tooMany = many(store.limits().events() + 1);
        assertThatThrownBy(() -> append(A, any(), tooMany))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(String.valueOf(store.limits().events()));
        assertThat(read(A)).hasSize(11_001);
    }

    private static EventData[] many(int count) {
        var events = new ArrayList<EventData>();
        for (int i = 0; i < count; i++) events.add(event(A, String.valueOf(i)));
        return events.toArray(EventData[]::new);
    }

    @Test
    void l21_payloads_of_every_shape_round_trip() {
        String everyByte = java.util.stream.IntStream.range(0, 256)
                .mapToObj(Character::toString)
                .reduce("", String::concat);
        append(A, any(), "x".repeat(1 << 20), "\u00e9\ud83c\udf31", "", "{}", "null", everyByte);

        assertThat(texts(read(A)))
                .containsExactly("x".repeat(1 << 20), "\u00e9\ud83c\udf31", "", "{}", "null", everyByte);
    }

    @Test
    void l22_l23_keys_are_opaque_and_case_sensitive() {
        var keys = List.of("k", "K", "k ", " k", "it's", "\"q\"", "%", "_", "a/b", "\ud83c\udf31", "\u00e9", "e\u0301");
        for (String key : keys) append(new StreamId("c", key), noStream(), key);
        append(new StreamId("C", "k"), noStream(), "other category");
        String longest = "\ud83c\udf31".repeat(255);
        append(new StreamId("c", longest), noStream(), "longest");

        for (String key : keys) assertThat(texts(read(new StreamId("c", key)))).containsExactly(key);
        assertThat(texts(read(new StreamId("c", longest)))).containsExactly("longest");
    }

    @Test
    void l23_l24_names_that_some_database_would_change_are_refused() {
        for (String key : new String[] {"", " ", "a\u0000b", "\ud83c", "x".repeat(256), null})
            assertThatThrownBy(() -> new StreamId("c", key))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("stream key");
        assertThatThrownBy(() -> new StreamId("", "k")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Tag("a:b", "c")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Tag("a", "x".repeat(256))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Metadata.none().with("k", "x".repeat(1025))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void l25_the_caller_cannot_change_what_is_stored() {
        var tags = new java.util.HashSet<>(Set.of(Tag.of("a", 1)));
        var data = EventData.of(
                UUID.randomUUID(),
                A,
                new TextType("T", 1),
                tags,
                Metadata.none(),
                Origin.LIVE,
                OCCURRED,
                new Happened("x"));
        append(A, any(), data);
        tags.add(Tag.of("b", 2));

        assertThat(read(A).get(0).tags()).containsExactly(Tag.of("a", 1));
    }

    @Test
    void l54_an_event_is_found_by_its_id() {
        EventData data = event(A, "1");
        append(A, any(), data);

        assertThat(store.find(data.id(), TextType::new).map(StoreContract::text))
                .contains("1");
        assertThat(store.find(UUID.randomUUID(), TextType::new)).isEmpty();
    }

    @Test
    void l102_use_after_close_is_a_clear_error() {
        store.close();
        store.close();

        assertThatThrownBy(() -> append(A, any(), "1")).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> readAll()).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.begin()).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.head()).isInstanceOf(StoreClosedException.class);
    }

    @Test
    void an_append_whose_stream_is_not_that_of_its_event_is_refused() {
        assertThatThrownBy(() -> Append.of(A, any(), event(B, "1"), Participant.NONE))
                .isInstanceOf(InvalidInputException.class);
    }
}
