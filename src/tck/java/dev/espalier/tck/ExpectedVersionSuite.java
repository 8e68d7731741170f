package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static dev.espalier.infrastructure.ExpectedVersion.streamExists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker.Check;
import dev.espalier.store.Marker.EventCheck;
import dev.espalier.store.Marker.StreamCheck;
import dev.espalier.store.Participant;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which version a stream must have. */
abstract class ExpectedVersionSuite extends Suite {
    private static final EventData[] NO_EVENTS = {};

    static void assertConflict(long actual, ThrowingCallable append) {
        ConflictException conflict = catchThrowableOfType(ConflictException.class, append);
        assertThat(conflict).as("the append must conflict").isNotNull();
        assertThat(conflict.actual()).isEqualTo(actual);
    }

    /** Emmett: an append without events was a conflict that was none. */
    @Test
    @Line("6")
    void an_empty_batch_stores_nothing_and_tests_its_condition() {
        Receipt receipt = append(A, any(), NO_EVENTS);

        assertThat(receipt.events()).isEmpty();
        assertThat(receipt.position()).isZero();
        assertConflict(0, () -> append(A, streamExists(), NO_EVENTS));
        append(A, noStream(), NO_EVENTS);
        assertThat(store.head()).isZero();
        append(A, noStream(), "1");
        append(A, exactly(1), NO_EVENTS);
        assertConflict(1, () -> append(A, noStream(), NO_EVENTS));
        assertThat(texts(readAll())).containsExactly("1");
    }

    @Test
    @Line("7")
    void exactly_passes_when_it_is_equal() {
        append(A, exactly(0), "1");
        append(A, exactly(1), "2");
        append(A, exactly(2), "3", "4");
        append(A, exactly(4), "5");

        assertThat(texts(read(A))).containsExactly("1", "2", "3", "4", "5");
    }

    /** Equinox in memory: the expected count of a missing stream was ignored. */
    @Test
    @Line("8")
    void exactly_fails_low_and_high_and_on_a_missing_stream() {
        assertConflict(0, () -> append(A, exactly(1), "no"));
        append(A, any(), "1", "2");

        assertConflict(2, () -> append(A, exactly(1), "no"));
        assertConflict(2, () -> append(A, exactly(0), "no"));
        assertConflict(2, () -> append(A, exactly(3), "no"));
        assertThat(texts(read(A))).containsExactly("1", "2");
    }

    @Test
    @Line(Contract.INTERFACES)
    void an_event_that_a_decision_rests_on_must_be_stored() {
        UUID stored = append(A, noStream(), "1").events().get(0).id();
        UUID lost = UUID.randomUUID();

        append(restingOn(stored), event(A, "2"));
        assertConflict(0, () -> append(restingOn(lost), event(A, "no")));
        assertConflict(0, () -> append(restingOn(lost)));
        if (store instanceof TransactionalStore transactional)
            try (UnitOfWork work = transactional.begin()) {
                assertConflict(0, () -> {
                    work.append(Append.of(restingOn(lost), List.of(event(A, "no")), Participant.NONE));
                    work.commit();
                });
            }

        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    private static List<Check> restingOn(UUID event) {
        return List.of(new StreamCheck(A, streamExists()), new EventCheck(A, event));
    }

    /** Emmett: whether the stream was there was looked at by the caller, and not enforced by the append. */
    @Test
    @Line("9")
    void no_stream_passes_once() {
        append(A, noStream(), "1");
        assertConflict(1, () -> append(A, noStream(), "no"));
        append(B, noStream(), "2");

        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    /** Emmett: the same. */
    @Test
    @Line("10")
    void stream_exists_fails_then_passes() {
        assertConflict(0, () -> append(A, streamExists(), "no"));
        append(A, any(), "1");
        append(A, streamExists(), "2");

        assertThat(texts(read(A))).containsExactly("1", "2");
    }

    @Test
    @Line("11")
    void any_passes_with_and_without_a_stream() {
        append(A, any(), "1");
        append(A, any(), "2");

        assertThat(texts(read(A))).containsExactly("1", "2");
    }

    @Test
    @Line("12")
    void the_conflict_says_stream_expected_and_actual() {
        append(A, any(), "1", "2");

        var conflict = catchThrowableOfType(ConflictException.class, () -> append(A, exactly(1), "no"));

        assertThat(conflict.stream()).isEqualTo(A);
        assertThat(conflict.condition()).isEqualTo(exactly(1));
        assertThat(conflict.actual()).isEqualTo(2);
        assertThat(conflict.retryable()).isTrue();
        assertThat(conflict).hasMessageContaining("invoice/a").hasMessageContaining("version 1");
        var created = catchThrowableOfType(ConflictException.class, () -> append(A, noStream(), "no"));
        assertThat(created.condition()).isEqualTo(noStream());
        assertThat(created.retryable()).isFalse();
    }
}
