package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static dev.espalier.tck.ExpectedVersionSuite.assertConflict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Marker.StreamCheck;
import dev.espalier.store.Participant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** All or nothing. */
abstract class AtomicitySuite extends Suite {
    @Test
    @Line("13")
    void a_refused_append_leaves_nothing() {
        append(A, any(), "1");
        long head = store.head();
        EventData refused = event(A, "no", RED);

        assertConflict(1, () -> append(A, exactly(5), refused, event(A, "no")));

        assertThat(store.head()).isEqualTo(head);
        assertThat(texts(readAll())).containsExactly("1");
        assertThat(read(query(tags(RED)), ReadRange.all())).isEmpty();
        assertThat(store.find(refused.id(), Happened.Type::new)).isEmpty();
        Receipt later = append(A, exactly(1), refused);
        assertThat(later.replayed()).isFalse();
        assertThat(later.version()).isEqualTo(2);
        assertThat(texts(read(query(tags(RED)), ReadRange.all()))).containsExactly("no");
    }

    @Test
    @Line("14")
    @Needs(Capability.MULTI_STREAM_APPENDS)
    void one_bad_stream_rolls_back_the_batch() {
        append(B, any(), "b1");
        var checks = List.of(new StreamCheck(A, noStream()), new StreamCheck(B, exactly(7)));

        assertConflict(1, () -> append(checks, event(A, "a1"), event(B, "b2")));

        assertThat(read(A)).isEmpty();
        assertThat(texts(readAll())).containsExactly("b1");
    }

    @Test
    @Line("14")
    @Needs(Capability.MULTI_STREAM_APPENDS)
    void a_batch_over_several_streams_is_stored_whole() {
        append(B, any(), "b1");
        var checks = List.of(new StreamCheck(A, noStream()), new StreamCheck(B, exactly(1)));

        Receipt receipt = append(checks, event(A, "a1"), event(B, "b2"), event(A, "a2"));

        assertThat(receipt.events()).extracting(EventEnvelope::version).containsExactly(1L, 2L, 2L);
        assertThat(texts(readAll())).containsExactly("b1", "a1", "b2", "a2");
        assertThat(texts(read(A))).containsExactly("a1", "a2");
    }

    @Test
    @Line("15")
    void one_stream_twice_in_a_batch_gets_consecutive_versions() {
        append(List.of(), event(A, "1"), event(A, "2"));
        append(List.of(new StreamCheck(A, exactly(2))), event(A, "3"), event(A, "4"));

        assertThat(readAll()).extracting(EventEnvelope::version).containsExactly(1L, 2L, 3L, 4L);
        assertThat(texts(readAll())).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Line({"14", "15"})
    @Needs(Capability.MULTI_STREAM_APPENDS)
    void streams_may_alternate_in_a_batch() {
        append(List.of(), event(A, "1"), event(B, "2"), event(A, "3"));

        assertThat(readAll()).extracting(EventEnvelope::version).containsExactly(1L, 1L, 2L);
        assertThat(texts(readAll())).containsExactly("1", "2", "3");
    }

    @Test
    @Line("26")
    void a_failure_is_never_reported_as_a_conflict() throws Exception {
        append(A, any(), "1");

        if (store.keepsBytes()) {
            Throwable unwritable = catchThrowable(() -> append(A, exactly(9), unwritable()));
            assertThat(unwritable).isNotNull().isNotInstanceOf(ConflictException.class);
        }
        assertThat(texts(readAll())).containsExactly("1");
        store.close();
        assertThatThrownBy(() -> append(A, exactly(9), "no")).isInstanceOf(StoreClosedException.class);
    }

    @Test
    @Line("26")
    void an_outage_is_told_as_what_it_is_and_passes() throws Exception {
        append(A, any(), "1");
        EventData retried = event(A, "2");

        var outage = fixture.outage();
        if (outage.isPresent()) {
            try (AutoCloseable during = outage.get()) {
                assertThat(during).isNotNull();
                assertThat(catchThrowable(() -> append(A, exactly(1), retried)))
                        .isInstanceOfAny(StoreUnavailableException.class, OutcomeUnknownException.class);
                assertThatThrownBy(() -> readAll()).isInstanceOf(StoreUnavailableException.class);
            }
        }

        append(A, exactly(1), retried);
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    private static EventData unwritable() {
        return EventData.of(
                UUID.randomUUID(),
                A,
                new Unwritable("Unwritable", 1),
                Set.of(),
                Metadata.none(),
                Origin.LIVE,
                OCCURRED,
                new Happened("never"));
    }

    private record Unwritable(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            throw new IllegalStateException("cannot be written");
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            return List.of(new Happened("never"));
        }
    }

    @Test
    @Line(Contract.INTERFACES)
    void a_single_event_and_a_list_of_one_are_the_same() {
        EventData one = event(A, "1");
        Receipt receipt = store.append(Append.of(A, noStream(), one, Participant.NONE));

        assertThat(receipt.events()).extracting(EventEnvelope::id).containsExactly(one.id());
        assertThat(receipt.version()).isEqualTo(1);
        assertThat(append(A, noStream(), one).replayed()).isTrue();
        assertConflict(1, () -> store.append(Append.of(A, noStream(), event(A, "no"), Participant.NONE)));
        assertThat(texts(read(A))).containsExactly("1");
    }
}
