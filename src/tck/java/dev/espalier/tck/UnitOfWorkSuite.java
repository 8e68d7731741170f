package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.UnitOfWork;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Load and append in one transaction of the store's own. */
@Needs(Capability.PARTICIPANTS)
abstract class UnitOfWorkSuite extends Suite {
    private static Append one(StreamId stream, ExpectedVersion expected, String text) {
        return Append.of(stream, expected, event(stream, text), Participant.NONE);
    }

    private static Marker marker(EventLog log, StreamId id) {
        try (EventStream stream = log.read(id, ReadRange.all(), Happened.Type::new)) {
            stream.forEach(event -> {});
            return Marker.from(stream.marker());
        }
    }

    @Test
    @Line({"13", "34"})
    void a_unit_of_work_that_is_not_committed_leaves_nothing_and_no_stuck_reader() {
        append(A, any(), "1");
        long head = store.head();
        EventData lost = event(A, "no", RED);
        try (UnitOfWork work = transactional().begin()) {
            work.append(Append.of(
                    A, exactly(1), List.of(lost), (events, transaction) -> List.of(new SnapshotVersion("rows", A, 2))));
        }

        assertThat(store.head()).isEqualTo(head);
        assertThat(texts(readAll())).containsExactly("1");
        assertThat(store.find(lost.id(), Happened.Type::new)).isEmpty();
        assertThat(transactional().snapshotVersion("rows", A)).isZero();
        append(B, any(), "2");
        append(A, exactly(1), lost);
        assertThat(texts(readAll())).containsExactly("1", "2", "no");
        assertThat(read(query(types("Happened")), ReadRange.from(head))).hasSize(2);
    }

    @Test
    @Line("34")
    void a_unit_of_work_reads_then_appends_then_commits() {
        append(A, any(), "1");
        try (UnitOfWork work = transactional().begin()) {
            Marker marker = marker(work, A);
            assertThat(work.head()).isEqualTo(store.head());
            Receipt receipt = work.append(Append.of(marker.checks(), List.of(event(A, "2")), Participant.NONE));
            assertThat(receipt.version()).isEqualTo(2);
            work.commit();
        }
        assertThat(texts(read(A))).containsExactly("1", "2");
        assertThat(append(A, exactly(2), "3").version()).isEqualTo(3);
    }

    @Test
    @Line(Contract.INTERFACES)
    void a_unit_of_work_that_only_reads_holds_nothing() {
        append(A, any(), "1");
        for (int i = 0; i < 100; i++) {
            try (UnitOfWork work = transactional().begin()) {
                assertThat(marker(work, A).checks()).hasSize(1);
                assertThat(work.find(readAll().get(0).id(), Happened.Type::new)).isPresent();
                if (i % 2 == 0) work.commit();
            }
        }
        assertThat(append(A, exactly(1), "2").version()).isEqualTo(2);
    }

    @Test
    @Line({"27", "72a"})
    void what_a_unit_of_work_read_is_tested_when_it_commits() throws Exception {
        append(A, any(), "1");
        int expected = 1;
        for (int round = 0; round < rounds * 5; round++) {
            var outcomes = Race.run(4, racer -> {
                try (UnitOfWork work = transactional().begin()) {
                    Marker marker = marker(work, A);
                    work.append(Append.of(marker.checks(), List.of(event(A, "x")), Participant.NONE));
                    work.commit();
                    return marker.checks();
                }
            });
            assertThat(outcomes.lost()).allMatch(ConflictException.class::isInstance, "conflicts");
            assertThat(outcomes.won()).doesNotHaveDuplicates().isNotEmpty();
            expected += outcomes.won().size();
            assertThat(read(A)).hasSize(expected);
        }
    }

    @Test
    @Line("72")
    @Needs(Capability.BOUNDARIES)
    void the_same_query_read_twice_in_one_unit_of_work_then_append_passes() {
        append(A, any(), event(A, "1", RED));
        try (UnitOfWork work = transactional().begin()) {
            Marker marker = null;
            for (int i = 0; i < 2; i++) {
                try (EventStream stream = work.read(query(tags(RED)), ReadRange.all(), Happened.Type::new)) {
                    stream.forEach(event -> {});
                    marker = marker == null
                            ? Marker.from(stream.marker())
                            : Marker.from(stream.marker()).and(marker);
                }
            }
            work.append(Append.of(marker.checks(), List.of(event(A, "2", RED)), Participant.NONE));
            work.commit();
        }
        assertThat(texts(read(query(tags(RED)), ReadRange.all()))).containsExactly("1", "2");
    }

    @Test
    @Line("12")
    void a_conflict_leaves_the_unit_of_work_closed_and_the_store_usable() {
        append(A, any(), "1");
        assertThatThrownBy(() -> {
                    try (UnitOfWork work = transactional().begin()) {
                        work.append(one(A, exactly(7), "no"));
                        work.commit();
                    }
                })
                .isInstanceOfSatisfying(ConflictException.class, conflict -> {
                    assertThat(conflict.stream()).isEqualTo(A);
                    assertThat(conflict.actual()).isEqualTo(1);
                });
        assertThat(append(A, exactly(1), "2").version()).isEqualTo(2);
    }
}
