package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotLog;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.EventStore;
import dev.espalier.store.UnitOfWork;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Stored states of streams. */
@Needs(Capability.AGGREGATE_SNAPSHOTS)
abstract class AggregateSnapshotSuite extends Suite {
    private static AggregateSnapshotStore snapshots(EventStore store) {
        return (AggregateSnapshotStore) store;
    }

    private AggregateSnapshot at(StreamId stream, int version, int schema, String state) {
        return new AggregateSnapshot(
                "sums", stream, schema, version, read(stream).get(version - 1).id(), state.getBytes());
    }

    private boolean save(AggregateSnapshot snapshot) {
        return snapshots(store).saveSnapshot(snapshot);
    }

    private void assertKept(AggregateSnapshotLog log, AggregateSnapshot expected) {
        AggregateSnapshot kept =
                log.snapshot(expected.name(), expected.stream()).orElseThrow();
        assertThat(kept).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    @Line("86")
    void a_state_is_kept_replaced_by_a_newer_one_and_deleted() {
        append(A, any(), "1", "2", "3");
        append(B, any(), "1");
        assertThat(snapshots(store).snapshot("sums", A)).isEmpty();

        assertThat(save(at(A, 1, 1, "one"))).isTrue();
        assertKept(snapshots(store), at(A, 1, 1, "one"));
        assertThat(save(at(A, 3, 1, "three"))).isTrue();
        assertThat(save(at(A, 2, 1, "two"))).isFalse();
        assertKept(snapshots(store), at(A, 3, 1, "three"));
        assertThat(save(at(B, 1, 1, "b"))).isTrue();
        assertThat(snapshots(store).snapshot("others", A)).isEmpty();

        assertThat(snapshots(store).deleteSnapshots("others")).isZero();
        assertThat(snapshots(store).deleteSnapshots("sums")).isEqualTo(2);
        assertThat(snapshots(store).snapshot("sums", A)).isEmpty();
    }

    @Test
    @Line("86")
    void one_in_another_schema_version_is_replaced_even_by_an_older_state() {
        append(A, any(), "1", "2");
        save(at(A, 2, 1, "old form"));

        assertThat(save(at(A, 1, 2, "new form"))).isTrue();

        assertKept(snapshots(store), at(A, 1, 2, "new form"));
    }

    @Test
    @Line("86")
    void none_is_newer_than_its_stream_or_of_an_event_that_the_stream_does_not_have() {
        append(A, any(), "1");
        EventEnvelope other = append(B, any(), "1").events().get(0);
        UUID head = read(A).get(0).id();

        assertThat(save(new AggregateSnapshot("sums", A, 1, 2, head, new byte[1])))
                .isFalse();
        assertThat(save(new AggregateSnapshot("sums", A, 1, 1, UUID.randomUUID(), new byte[1])))
                .isFalse();
        assertThat(save(new AggregateSnapshot("sums", A, 1, 1, other.id(), new byte[1])))
                .isFalse();
        assertThat(snapshots(store).snapshot("sums", A)).isEmpty();
    }

    @Test
    @Line("86")
    @Needs(Capability.PARTICIPANTS)
    void units_of_work_read_them_too() {
        append(A, any(), "1");
        save(at(A, 1, 1, "one"));
        try (UnitOfWork work = transactional().begin()) {
            assertKept((AggregateSnapshotLog) work, at(A, 1, 1, "one"));
            assertThat(((AggregateSnapshotLog) work).snapshot("sums", B)).isEmpty();
        }
    }

    @Test
    @Line("86")
    @Needs(Capability.RESTART)
    void they_survive_a_restart() throws Exception {
        append(A, any(), "1");
        AggregateSnapshot snapshot = at(A, 1, 1, "one");
        save(snapshot);
        store.close();
        store = open();
        assertKept(snapshots(store), snapshot);
    }
}
