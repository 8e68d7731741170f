package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import dev.espalier.tck.Race;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Load, decide and append under one lock. */
class SqliteUnitOfWorkTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private final Path file = SqliteFile.fresh();

    @Test
    void what_a_unit_of_work_has_read_stays_true_until_its_append_so_nobody_meets_a_conflict() throws Exception {
        int commands = 10 * ROUNDS;
        try (var pool = SqliteFile.pooled(file, 5);
                var one = new JdbcEventStore(pool);
                var two = new JdbcEventStore(SqliteFile.plain(file))) {
            var outcomes = Race.run(6, racer -> {
                for (int i = 0; i < commands; i++) command(racer % 2 == 0 ? one : two);
                return racer;
            });
            assertThat(outcomes.lost()).isEmpty();
            assertThat(Noted.of(one, Noted.A)).hasSize(6 * commands);
            assertThat(Noted.of(two, Noted.B)).hasSize(6 * commands);
        }
    }

    /** Reads two streams and the whole store, and appends to both under all that it read. */
    private static void command(JdbcEventStore store) {
        try (UnitOfWork work = store.begin();
                EventStream a = work.read(Noted.A, ReadRange.all(), Noted.Type::new);
                EventStream b = work.read(Noted.B, ReadRange.all(), Noted.Type::new);
                EventStream all = work.read(Noted.ALL, ReadRange.all(), Noted.Type::new)) {
            assertThat(all.head()).isEqualTo(a.head() + b.head()).isEqualTo(work.head());
            var checks =
                    Marker.from(a.marker().and(b.marker()).and(all.marker())).checks();
            work.append(Append.of(checks, List.of(Noted.in(Noted.A, "a"), Noted.in(Noted.B, "b")), Participant.NONE));
            work.commit();
        }
    }

    @Test
    void an_empty_append_tells_at_which_version_the_stream_was_found() {
        try (var store = new JdbcEventStore(SqliteFile.plain(file))) {
            store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "1"), Participant.NONE));
            var receipt = store.append(Append.of(Noted.A, ExpectedVersion.streamExists(), List.of(), Participant.NONE));
            assertThat(receipt.version()).isEqualTo(1);
            assertThat(receipt.position()).isZero();
        }
    }
}
