package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.support.ChildJvm;
import dev.espalier.tck.Race;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two processes on one file. */
class SqliteProcessesTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private final Path file = SqliteFile.fresh();

    @Test
    void of_racers_in_two_processes_exactly_one_wins_on_a_new_stream_and_on_a_version() throws Exception {
        try (var store = new JdbcEventStore(SqliteFile.plain(file));
                var one = ChildJvm.start(SqliteChild.class, "race", file, "one");
                var two = ChildJvm.start(SqliteChild.class, "race", file, "two")) {
            one.hear("ready");
            two.hear("ready");
            for (int round = 0; round < 40 * ROUNDS; round++) {
                String stream = "s" + round / 4;
                int version = round % 4;
                one.say(stream + " " + version);
                two.say(stream + " " + version);
                var here = Race.run(
                        2, racer -> SqliteChild.attempt(store, new StreamId("race", stream), version, "here " + racer));
                assertThat(here.lost()).isEmpty();
                var outcomes = new ArrayList<>(here.won());
                outcomes.add(one.hear());
                outcomes.add(two.hear());
                assertThat(outcomes).containsExactlyInAnyOrder("won", "lost", "lost", "lost");
            }
            assertThat(Noted.all(store)).hasSize(40 * ROUNDS);
        }
    }

    @Test
    void a_reader_never_skips_what_threads_and_another_process_write() throws Exception {
        int writers = 8;
        int events = 30 * ROUNDS;
        var writing = new AtomicInteger(writers + 1);
        try (var pool = SqliteFile.pooled(file, 5);
                var store = new JdbcEventStore(pool);
                var child = ChildJvm.start(SqliteChild.class, "write", file, events)) {
            child.hear("ready");
            var outcomes = Race.run(writers + 2, racer -> {
                if (racer == writers) return follow(store, writing);
                try {
                    if (racer > writers) child.hear("done");
                    else write(store, racer, events);
                } finally {
                    writing.decrementAndGet();
                }
                return List.<UUID>of();
            });
            assertThat(outcomes.lost()).isEmpty();
            var stored = Noted.all(store).stream().map(EventEnvelope::id).toList();
            assertThat(stored).hasSize((2 * writers + 1) * events);
            assertThat(outcomes.won()).contains(stored);
        }
    }

    private static void write(JdbcEventStore store, int writer, int events) {
        var stream = new StreamId("writer", "w" + writer);
        for (int i = 0; i < events; i++)
            store.append(Append.of(
                    stream,
                    ExpectedVersion.exactly(2L * i),
                    List.of(Noted.in(stream, "1"), Noted.in(stream, "2")),
                    Participant.NONE));
    }

    private static List<UUID> follow(JdbcEventStore store, AtomicInteger writing) {
        var seen = new ArrayList<UUID>();
        for (long after = 0; ; ) {
            boolean last = writing.get() == 0;
            long before = after;
            try (var page = store.read(Noted.ALL, ReadRange.from(after).first(50), Noted.Type::new)) {
                for (EventEnvelope event : page) {
                    seen.add(event.id());
                    after = event.position();
                }
            }
            if (last && after == before) return seen;
        }
    }

    @Test
    void the_schema_is_created_once_by_processes_that_come_at_once() {
        for (int round = 0; round < ROUNDS; round++) {
            Path fresh = SqliteFile.fresh();
            var children = new ArrayList<ChildJvm>();
            for (int i = 0; i < 3; i++) children.add(ChildJvm.start(SqliteChild.class, "open", fresh));
            for (ChildJvm child : children) child.hear("ready");
            for (ChildJvm child : children) child.say("go");
            for (ChildJvm child : children) child.hear("opened");
            for (ChildJvm child : children) assertThat(child.join()).isZero();
            try (var store = new JdbcEventStore(SqliteFile.plain(fresh))) {
                assertThat(Noted.texts(store, Noted.A)).containsExactly("opened", "opened", "opened");
            }
        }
    }

    @Test
    void an_append_waits_for_another_process_only_so_long_and_succeeds_once_it_is_gone() {
        try (var store = JdbcEventStore.builder(SqliteFile.plain(file))
                        .lockWait(Duration.ofMillis(30))
                        .build();
                var child = ChildJvm.start(SqliteChild.class, "hold", file)) {
            child.hear("held");
            var append = Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "1"), Participant.NONE);
            assertThatThrownBy(() -> store.append(append))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("another process")
                    .hasMessageContaining(file.getFileName().toString());
            child.say("release");
            child.hear("released");
            assertThat(store.append(append).version()).isEqualTo(1);
        }
    }

    @Test
    void a_process_that_is_killed_while_it_holds_the_lock_leaves_it() {
        try (var store = new JdbcEventStore(SqliteFile.plain(file));
                var child = ChildJvm.start(SqliteChild.class, "hold", file)) {
            child.hear("held");
            child.kill();
            store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "1"), Participant.NONE));
            assertThat(store.head()).isEqualTo(1);
        }
    }
}
