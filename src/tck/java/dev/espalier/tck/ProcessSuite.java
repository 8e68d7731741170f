package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.EventStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Instances in processes of their own, which may be killed. */
@Needs(Capability.PROCESSES)
abstract class ProcessSuite extends Suite {
    private static final int PROCESSES = 3;

    @Test
    @Line({"32", "76"})
    @Needs({Capability.PROCESSES, Capability.BOUNDARIES})
    void every_condition_that_processes_relied_on_holds_in_the_log(TestReporter reporter) throws Exception {
        reporter.publishEntry("seed", String.valueOf(Oracle.SEED));
        int attempts = 15 * rounds;
        OtherProcess other = fixture.otherProcess().orElseThrow();
        var children = new ArrayList<ChildProcess>();
        try {
            for (int i = 0; i < PROCESSES; i++)
                children.add(ChildProcess.start(other, ChildProcess.Task.ORACLE, Oracle.SEED, 100 + i, attempts));
            for (ChildProcess each : children) each.awaitReady();
            for (ChildProcess each : children) each.go();
            var here = Race.run(2, writer -> Oracle.write(store, Oracle.SEED, writer, attempts));
            assertThat(here.lost()).isEmpty();
            int stored = here.won().stream().mapToInt(Oracle.Tally::stored).sum();
            for (ChildProcess each : children) stored += each.awaitDone();
            assertThat(stored).isPositive();
            assertThat(readAll()).hasSizeBetween(stored, 2 * stored);
        } finally {
            for (ChildProcess each : children) each.kill();
        }
        Oracle.prove(readAll(), Oracle.SEED);
    }

    @Test
    @Line({"37", "109"})
    void a_killed_process_leaves_whole_appends_all_that_it_or_others_told_and_a_retry_succeeds() throws Exception {
        var random = new Random(Oracle.SEED);
        OtherProcess other = fixture.otherProcess().orElseThrow();
        for (int round = 0; round < rounds; round++) {
            int acknowledged = 1 + random.nextInt(30);
            try (ChildProcess child =
                    ChildProcess.start(other, ChildProcess.Task.APPEND, Oracle.SEED, round, Integer.MAX_VALUE)) {
                child.awaitReady();
                child.go();
                var outcomes = Race.run(2, racer -> racer == 0 ? killed(child, acknowledged) : told(child));
                assertThat(outcomes.lost()).isEmpty();
                assertThat(readAll())
                        .as("seen while it lived")
                        .extracting(EventEnvelope::id)
                        .startsWith(outcomes.won().get(1).toArray(UUID[]::new));
            }
            var stream = ChildMain.stream(round);
            List<EventEnvelope> stored = read(stream);
            assertThat(stored.size() % ChildMain.BATCH).as("whole appends").isZero();
            assertThat(stored.size() / ChildMain.BATCH)
                    .as("-Dseed=%s", Oracle.SEED)
                    .isGreaterThanOrEqualTo(acknowledged);
            assertThat(stored)
                    .extracting(EventEnvelope::version)
                    .isEqualTo(LongStream.rangeClosed(1, stored.size()).boxed().toList());

            int last = stored.size() / ChildMain.BATCH;
            Receipt known = append(stream, any(), ChildMain.batch(round, last - 1));
            Receipt retried = append(stream, any(), ChildMain.batch(round, last));

            assertThat(known.replayed()).isTrue();
            assertThat(retried.replayed()).isFalse();
            assertThat(read(stream)).hasSize(stored.size() + ChildMain.BATCH);
        }
    }

    private static List<UUID> killed(ChildProcess child, int acknowledged) throws IOException {
        try {
            child.awaitAcknowledged(acknowledged);
            return List.of();
        } finally {
            child.kill();
        }
    }

    /** What is to be seen until the end of the process, by position. */
    private List<UUID> told(ChildProcess child) {
        var ids = new ArrayList<UUID>();
        for (long after = 0; child.isAlive(); )
            for (EventEnvelope each : read(all(), ReadRange.from(after))) {
                ids.add(each.id());
                after = each.position();
            }
        return ids;
    }

    @Test
    @Line("101")
    void a_schema_may_be_created_by_several_processes_at_once() throws Exception {
        StoreFixture fresh = anotherFixture();
        OtherProcess other = fresh.otherProcess().orElseThrow();
        var children = new ArrayList<ChildProcess>();
        try {
            for (int i = 0; i < PROCESSES; i++)
                children.add(ChildProcess.start(other, ChildProcess.Task.OPEN, Oracle.SEED, i, 1));
            for (ChildProcess each : children) each.awaitReady();
            for (ChildProcess each : children) each.go();
            for (ChildProcess each : children) assertThat(each.awaitDone()).isEqualTo(1);
        } finally {
            for (ChildProcess each : children) each.kill();
        }
        EventStore here = kept(fresh.open());
        assertThat(readAll(here)).hasSize(PROCESSES * ChildMain.BATCH);
    }
}
