package dev.espalier.store.contract;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.UnitOfWork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Participants and units of work: lines 77 to 80a of the store contract. */
public abstract class ParticipantContract extends StoreContract {
    private final List<String> log = new ArrayList<>();

    private Append with(Participant participant, EventData... events) {
        return Append.of(A, any(), List.of(events), participant);
    }

    @Test
    void l77_l80_a_participant_sees_final_versions_and_its_word_is_kept_with_the_events() {
        append(A, any(), "1", "2");

        store.append(with(
                (events, transaction) -> {
                    assertThat(events).extracting(EventEnvelope::version).containsExactly(3L, 4L);
                    assertThat(texts(events)).containsExactly("3", "4");
                    return List.of(new SnapshotVersion("rows", A, 4));
                },
                event(A, "3"),
                event(A, "4")));

        assertThat(store.snapshotVersion("rows", A)).isEqualTo(4);
        assertThat(store.snapshotVersion("rows", B)).isZero();
        assertThat(store.snapshotVersion("others", A)).isZero();
        store.append(with((events, transaction) -> List.of(new SnapshotVersion("rows", A, 5)), event(A, "5")));
        assertThat(store.snapshotVersion("rows", A)).isEqualTo(5);
    }

    @Test
    void l78_what_a_participant_throws_takes_everything_back() {
        var failure = new IllegalStateException("no");

        assertThatThrownBy(() -> store.append(with(
                        (events, transaction) -> {
                            transaction.onRollback(() -> log.add("undone 1"));
                            transaction.onRollback(() -> log.add("undone 2"));
                            transaction.afterCommit(() -> log.add("committed"));
                            throw failure;
                        },
                        event(A, "no", Tag.of("t", 1)))))
                .isSameAs(failure);

        assertThat(store.head()).isZero();
        assertThat(read(A)).isEmpty();
        assertThat(read(query(tags(Tag.of("t", 1))), ReadRange.all())).isEmpty();
        assertThat(store.snapshotVersion("rows", A)).isZero();
        assertThat(log).containsExactly("undone 2", "undone 1");
        assertThat(append(A, exactly(0), "1").version()).isEqualTo(1);
    }

    @Test
    void what_is_to_be_done_after_the_commit_finds_the_events_there() {
        store.append(with(
                (events, transaction) -> {
                    transaction.onRollback(() -> log.add("undone"));
                    transaction.afterCommit(() -> log.add("read " + texts(read(A))));
                    transaction.afterCommit(() -> {
                        throw new IllegalStateException("logged, as the events are stored");
                    });
                    transaction.afterCommit(() -> log.add("last"));
                    return List.of();
                },
                event(A, "1")));

        assertThat(log).containsExactly("read [1]", "last");
    }

    @Test
    void l79_a_participant_is_never_called_for_what_is_empty_repeated_or_refused() {
        EventData known = event(A, "1");
        append(A, any(), known);
        Participant unreachable = (events, transaction) -> {
            throw new AssertionError("called");
        };

        store.append(Append.of(A, any(), List.of(), unreachable));
        assertThat(store.append(with(unreachable, known)).replayed()).isTrue();
        assertThatThrownBy(() -> store.append(with(unreachable, known, event(A, "2"))))
                .isInstanceOf(DuplicateEventException.class);
        EventData twice = event(A, "2");
        assertThatThrownBy(() -> store.append(with(unreachable, twice, twice)))
                .isInstanceOf(DuplicateEventException.class);
        assertThatThrownBy(() -> store.append(Append.of(A, exactly(9), List.of(event(A, "2")), unreachable)))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void l80a_an_append_from_inside_a_participant_is_refused() {
        Participant nested = (events, transaction) -> {
            append(B, any(), "no");
            return List.of();
        };

        assertThatThrownBy(() -> store.append(with(nested, event(A, "no"))))
                .isInstanceOf(UnsuitableTransactionException.class)
                .hasMessageContaining("snapshot update service");

        assertThat(store.head()).isZero();
        append(A, any(), "1");
        assertThat(texts(readAll())).containsExactly("1");
    }

    @Test
    void l34_a_unit_of_work_that_is_not_committed_leaves_nothing() {
        try (UnitOfWork work = store.begin()) {
            work.append(with((events, transaction) -> List.of(new SnapshotVersion("rows", A, 1)), event(A, "no")));
        }
        assertThat(store.head()).isZero();
        assertThat(read(A)).isEmpty();
        assertThat(store.snapshotVersion("rows", A)).isZero();

        try (UnitOfWork work = store.begin()) {
            try (var stream = work.read(A, ReadRange.all(), TextType::new)) {
                assertThat(stream.head()).isZero();
            }
            work.append(with(Participant.NONE, event(A, "1")));
            work.commit();
        }
        assertThat(texts(read(A))).containsExactly("1");
    }
}
