package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventData;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What goes in comes out. */
abstract class RoundTripSuite extends Suite {
    @Test
    @Line("1")
    void a_new_store_is_empty_until_something_is_stored() {
        assertThat(store.head()).isZero();
        assertThat(readAll()).isEmpty();
        assertThat(read(query(types("Happened")), ReadRange.all())).isEmpty();
        try (var unknown = store.read(A, ReadRange.all(), Happened.Type::new)) {
            assertThat(unknown.head()).isZero();
            assertThat(unknown).isEmpty();
        }

        append(A, noStream(), "1");

        assertThat(store.head()).isPositive();
        assertThat(readAll()).hasSize(1);
    }

    @Test
    @Line("2")
    void one_event_round_trips_with_everything_that_belongs_to_it() {
        EventData data = full(Origin.RECONSTRUCTED);

        Receipt receipt = append(A, noStream(), data);

        assertThat(receipt.events()).hasSize(1);
        assertThat(receipt.replayed()).isFalse();
        assertFull(data, receipt.events().get(0));
        EventEnvelope stored = read(A).get(0);
        assertFull(data, stored);
        assertFull(data, readAll().get(0));
        assertThat(stored.version()).isEqualTo(receipt.version()).isEqualTo(1);
        assertThat(stored.position())
                .isEqualTo(receipt.position())
                .isEqualTo(store.head())
                .isPositive();
        assertThat(stored.recordedAt()).isEqualTo(receipt.events().get(0).recordedAt());
    }

    private static EventData full(Origin origin) {
        var metadata = Metadata.none()
                .withCommandId(UUID.randomUUID())
                .withCorrelationId(UUID.randomUUID())
                .withCausationId(UUID.randomUUID())
                .with("user", "ann=\n\u00e9\u2028\ud83c\udf31;")
                .with("tenant", "\\n");
        return EventData.of(
                UUID.randomUUID(),
                A,
                new Happened.Type("Happened", 7),
                Set.of(Tag.of("customer", "x:y"), Tag.of("region", "\u00e9")),
                metadata,
                origin,
                OCCURRED,
                new Happened("h\u00e9llo"));
    }

    private static void assertFull(EventData data, EventEnvelope stored) {
        assertThat(stored.id()).isEqualTo(data.id());
        assertThat(stored.type()).isEqualTo("Happened");
        assertThat(stored.schemaVersion()).isEqualTo(7);
        assertThat(stored.stream()).isEqualTo(A);
        assertThat(stored.tags()).isEqualTo(data.tags());
        assertThat(stored.metadata()).isEqualTo(data.metadata());
        assertThat(stored.origin()).isEqualTo(data.origin());
        assertThat(stored.occurredAt()).hasToString("2023-11-14T22:13:20.123456Z");
        assertThat(stored.recordedAt()).isAfter(stored.occurredAt());
        assertThat(stored.event()).isEqualTo(new Happened("h\u00e9llo"));
    }

    @Test
    @Line("2")
    void every_origin_a_time_before_1970_and_no_metadata_round_trip() {
        for (Origin origin : Origin.values()) append(A, any(), full(origin));
        var old = EventData.of(
                UUID.randomUUID(),
                B,
                new Happened.Type("Old", 1),
                Set.of(),
                Metadata.none(),
                Origin.IMPORTED,
                -1,
                new Happened(""));
        append(B, any(), old);

        assertThat(read(A)).extracting(EventEnvelope::origin).containsExactly(Origin.values());
        EventEnvelope stored = read(B).get(0);
        assertThat(stored.occurredAt()).hasToString("1969-12-31T23:59:59.999999Z");
        assertThat(stored.metadata()).isEqualTo(Metadata.none());
        assertThat(stored.tags()).isEmpty();
    }

    @Test
    @Line("2")
    void times_of_recording_never_go_back() {
        for (int i = 0; i < 20; i++) append(i % 2 == 0 ? A : B, any(), "n" + i, "m" + i);

        assertThat(readAll()).extracting(EventEnvelope::recordedAt).hasSize(40).isSorted();
    }

    @Test
    @Line("3")
    void a_batch_keeps_its_order_and_versions_are_contiguous() {
        Receipt first = append(A, noStream(), "1", "2", "3");
        append(A, exactly(3), "4", "5");

        assertThat(texts(first.events())).containsExactly("1", "2", "3");
        assertThat(first.events()).extracting(EventEnvelope::version).containsExactly(1L, 2L, 3L);
        assertThat(first.version()).isEqualTo(3);
        assertThat(texts(read(A))).containsExactly("1", "2", "3", "4", "5");
        assertThat(read(A)).extracting(EventEnvelope::version).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    @Line("4")
    void streams_are_isolated() {
        append(A, noStream(), "a");
        append(B, noStream(), "b");
        var sameKey = new StreamId("customer", "a");
        append(sameKey, noStream(), "c");

        assertThat(texts(read(A))).containsExactly("a");
        assertThat(texts(read(B))).containsExactly("b");
        assertThat(texts(read(sameKey))).containsExactly("c");
    }

    @Test
    @Line("5")
    void positions_strictly_increase_across_batches_and_streams() {
        append(A, any(), "1", "2");
        append(B, any(), "3");
        append(A, any(), "4");

        var positions = readAll().stream().map(EventEnvelope::position).toList();
        assertThat(positions).isSorted().doesNotHaveDuplicates().hasSize(4);
        assertThat(positions.get(0)).isPositive();
        assertThat(positions.get(3)).isEqualTo(store.head());
        assertThat(texts(readAll())).containsExactly("1", "2", "3", "4");
    }
}
