package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who takes part in an append. */
@Needs(Capability.PARTICIPANTS)
abstract class ParticipantSuite extends Suite {
    private final List<String> log = new ArrayList<>();
    private Rows rows;

    @BeforeEach
    void prepareRows() throws Exception {
        rows = fixture.rows();
    }

    private static Append with(Participant participant, EventData... events) {
        return Append.of(A, any(), List.of(events), participant);
    }

    @Test
    @Line("77")
    void rows_commit_with_the_events() throws Exception {
        append(A, any(), "1", "2");

        store.append(with(
                (events, transaction) -> {
                    insert(rows, transaction, "row");
                    return List.of(new SnapshotVersion("rows", A, 4), new SnapshotVersion("others", B, 7));
                },
                event(A, "3"),
                event(A, "4")));

        assertThat(rows.committed()).containsExactly("row");
        assertThat(transactional().snapshotVersion("rows", A)).isEqualTo(4);
        assertThat(transactional().snapshotVersion("rows", B)).isZero();
        assertThat(transactional().snapshotVersion("others", A)).isZero();
        assertThat(transactional().snapshotVersion("others", B)).isEqualTo(7);
        store.append(with((events, transaction) -> List.of(new SnapshotVersion("rows", A, 5)), event(A, "5")));
        assertThat(transactional().snapshotVersion("rows", A)).isEqualTo(5);
        assertThat(texts(read(A))).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    @Line({"13", "78"})
    void what_a_participant_throws_takes_everything_back() throws Exception {
        var failure = new IllegalStateException("no");

        assertThatThrownBy(() -> store.append(with(
                        (events, transaction) -> {
                            insert(rows, transaction, "row");
                            transaction.onRollback(() -> log.add("undone 1"));
                            transaction.onRollback(() -> log.add("undone 2"));
                            transaction.afterCommit(() -> log.add("committed"));
                            throw failure;
                        },
                        event(A, "no", RED))))
                .isSameAs(failure);

        assertThat(store.head()).isZero();
        assertThat(read(A)).isEmpty();
        assertThat(read(query(tags(RED)), ReadRange.all())).isEmpty();
        assertThat(transactional().snapshotVersion("rows", A)).isZero();
        assertThat(rows.committed()).isEmpty();
        assertThat(log).containsExactly("undone 2", "undone 1");
        assertThat(append(A, exactly(0), "1").version()).isEqualTo(1);
    }

    @Test
    @Line(Contract.INTERFACES)
    void what_is_to_be_done_after_the_commit_finds_the_events_there_and_harms_nobody() {
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
    @Line("79")
    void a_participant_is_never_called_for_what_is_empty_repeated_or_refused() {
        EventData known = event(A, "1");
        append(A, any(), known);
        Participant counting = (events, transaction) -> {
            log.add("called");
            return List.of();
        };

        store.append(Append.of(A, any(), List.of(), counting));
        assertThat(store.append(with(counting, known)).replayed()).isTrue();
        assertThatThrownBy(() -> store.append(with(counting, known, event(A, "2"))))
                .isInstanceOf(DuplicateEventException.class);
        EventData twice = event(A, "2");
        assertThatThrownBy(() -> store.append(with(counting, twice, twice)))
                .isInstanceOf(DuplicateEventException.class);
        for (ExpectedVersion wrong : List.of(exactly(9), ExpectedVersion.noStream()))
            assertThatThrownBy(() -> store.append(Append.of(A, wrong, List.of(event(A, "2")), counting)))
                    .isInstanceOf(ConflictException.class);
        var tooMany = new ArrayList<EventData>();
        for (int i = 0; i <= store.limits().events(); i++) tooMany.add(twice);
        assertThatThrownBy(() -> store.append(Append.of(A, any(), tooMany, counting)))
                .isInstanceOf(InvalidInputException.class);
        assertThat(log).isEmpty();
        store.append(with(counting, twice));
        assertThat(log).containsExactly("called");
    }

    @Test
    @Line("79")
    @Needs(Capability.BOUNDARIES)
    void a_participant_is_never_called_when_a_boundary_refuses() {
        append(A, any(), event(A, "1", RED));
        Participant counting = (events, transaction) -> {
            log.add("called");
            return List.of();
        };

        List<Marker.Check> crossed = List.of(nothing(0, tags(RED)));
        assertThatThrownBy(() -> store.append(Append.of(crossed, List.of(event(A, "no")), counting)))
                .isInstanceOf(ConflictException.class);
        assertThat(log).isEmpty();
        store.append(Append.of(List.of(nothing(0, tags(BIG))), List.of(event(A, "2")), counting));
        assertThat(log).containsExactly("called");
    }

    @Test
    @Line("79")
    void of_racers_for_a_version_only_the_winners_rows_stay() throws Exception {
        for (int round = 0; round < rounds * 5; round++) {
            int version = round;
            var outcomes = Race.run(
                    4,
                    racer -> store.append(Append.of(
                            A, exactly(version), List.of(event(A, "x")), (events, transaction) -> {
                                insert(rows, transaction, version + " by " + racer);
                                return List.of(new SnapshotVersion("rows", A, version + 1L));
                            })));
            assertThat(outcomes.won()).hasSize(1);
            assertThat(outcomes.lost()).hasSize(3).allMatch(ConflictException.class::isInstance, "conflicts");
            assertThat(rows.committed()).hasSize(round + 1);
            assertThat(transactional().snapshotVersion("rows", A)).isEqualTo(round + 1);
        }
    }

    @Test
    @Line("80")
    void a_participant_sees_final_versions() {
        append(A, any(), "1", "2");

        store.append(with(
                (events, transaction) -> {
                    for (EventEnvelope each : events) log.add(each.version() + text(each) + each.stream());
                    return List.of();
                },
                event(A, "3"),
                event(A, "4")));

        assertThat(log).containsExactly("33invoice/a", "44invoice/a");
    }

    @Test
    @Line("80")
    @Needs(Capability.POSITIONS_IN_PARTICIPANTS)
    void a_participant_sees_final_positions() {
        append(B, any(), "1");
        var seen = new ArrayList<Long>();

        store.append(with(
                (events, transaction) -> {
                    for (EventEnvelope each : events) seen.add(each.position());
                    return List.of();
                },
                event(A, "2"),
                event(A, "3")));

        assertThat(seen)
                .hasSize(2)
                .isEqualTo(read(A).stream().map(EventEnvelope::position).toList());
    }

    @Test
    @Line("80a")
    void an_append_from_inside_a_participant_is_refused() {
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
}
