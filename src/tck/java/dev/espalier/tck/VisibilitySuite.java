package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What readers see of writers: never p before something at or below p. */
abstract class VisibilitySuite extends Suite {
    private static final int WRITERS = 6;
    private static final int READERS = 2;

    /** Marten, Emmett, Eventuous: skipped for years. Occurrent in memory: 167 of 16,000 deliveries out of order. */
    @Test
    @Line("33")
    void a_reader_never_skips_what_is_committed_later() throws Exception {
        int batches = 15 * rounds;
        var writing = new AtomicInteger(WRITERS);
        var outcomes = Race.run(WRITERS + READERS, racer -> {
            if (racer >= WRITERS) return follow(writing);
            var stream = new StreamId("writer", "w" + racer);
            try {
                for (int i = 0; i < batches; i++)
                    append(stream, exactly(2L * i), event(stream, "1"), event(stream, "2"));
            } finally {
                writing.decrementAndGet();
            }
            return List.<EventEnvelope>of();
        });
        assertThat(outcomes.lost()).isEmpty();
        assertAllSeen(outcomes.won().subList(WRITERS, WRITERS + READERS), WRITERS * batches * 2);
    }

    @Test
    @Line("33")
    void a_reader_never_skips_what_is_refused_and_appended_again() throws Exception {
        int events = 8 * rounds;
        var writing = new AtomicInteger(WRITERS);
        var outcomes = Race.run(WRITERS + READERS, racer -> {
            if (racer >= WRITERS) return follow(writing);
            try {
                int stored = 0;
                for (int tries = 0; stored < events && tries < events * 100; tries++)
                    if (appended(A, read(A).size())) stored++;
            } finally {
                writing.decrementAndGet();
            }
            return List.<EventEnvelope>of();
        });
        assertThat(outcomes.lost()).isEmpty();
        assertAllSeen(outcomes.won().subList(WRITERS, WRITERS + READERS), WRITERS * events);
    }

    private boolean appended(StreamId stream, long version) {
        try {
            return append(stream, exactly(version), "x").version() > version;
        } catch (ConflictException lost) {
            return false;
        }
    }

    private void assertAllSeen(List<List<EventEnvelope>> readers, int events) {
        var expected = readAll().stream().map(EventEnvelope::id).toList();
        assertThat(expected).hasSize(events);
        for (List<EventEnvelope> seen : readers)
            assertThat(seen.stream().map(EventEnvelope::id).toList()).isEqualTo(expected);
    }

    /** Reads on from where it is, until all writers are done and nothing is left. */
    private List<EventEnvelope> follow(AtomicInteger writing) {
        var seen = new ArrayList<EventEnvelope>();
        for (long after = 0; ; ) {
            boolean last = writing.get() == 0;
            var page = read(all(), ReadRange.from(after).first(100));
            seen.addAll(page);
            if (page.isEmpty() && last) return seen;
            if (!page.isEmpty()) after = page.get(page.size() - 1).position();
        }
    }

    @Test
    @Line("14")
    void a_batch_is_seen_whole_or_not_at_all() throws Exception {
        var writing = new AtomicInteger(2);
        var outcomes = Race.run(4, racer -> {
            int halves = 0;
            if (racer >= 2)
                for (boolean last = false; !last; ) {
                    last = writing.get() == 0;
                    halves += read(A).size() % 2 + readAll().size() % 2;
                }
            else
                try {
                    for (int i = 0; i < 20 * rounds; i++) append(A, any(), "1", "2");
                } finally {
                    writing.decrementAndGet();
                }
            return halves;
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(outcomes.won()).containsOnly(0);
        assertThat(read(A)).hasSize(2 * 2 * 20 * rounds);
    }

    @Test
    @Line("35")
    @Needs(Capability.PARTICIPANTS)
    void behind_a_slow_open_transaction_readers_deliver_everything_in_order() throws Exception {
        var slow = new Held();
        var writing = new AtomicInteger(2);
        var outcomes = Race.run(4, racer -> {
            if (racer == 0) {
                try {
                    slow.append(store, A, "slow");
                } finally {
                    writing.decrementAndGet();
                }
                return List.<EventEnvelope>of();
            }
            slow.inside.await();
            if (racer == 1) {
                try {
                    for (int i = 0; i < 20; i++) append(B, any(), "quick");
                } finally {
                    writing.decrementAndGet();
                }
                return List.<EventEnvelope>of();
            }
            if (racer == 2) {
                try {
                    assertThat(texts(readAll())).doesNotContain("slow");
                } finally {
                    slow.goOn.countDown();
                }
            }
            return follow(writing);
        });
        assertThat(outcomes.lost()).isEmpty();
        assertAllSeen(outcomes.won().subList(2, 4), 21);
    }

    @Test
    @Line("39")
    @Needs({Capability.UNSTALLED_READS, Capability.PARTICIPANTS})
    void an_unrelated_writer_in_flight_does_not_stall_a_filtered_read() throws Exception {
        append(A, any(), event(A, "1", RED));
        assertSeenMeanwhile(() -> {
            assertThat(texts(read(query(tags(RED)), ReadRange.all()))).containsExactly("1");
            assertThat(texts(read(A, ReadRange.all().reversed()))).containsExactly("1");
        });
    }

    @Test
    @Line("59")
    @Needs(Capability.PARTICIPANTS)
    void reads_go_on_while_a_writer_holds_its_lock() throws Exception {
        EventEnvelope known = append(B, any(), "1").events().get(0);
        assertSeenMeanwhile(() -> {
            assertThat(texts(read(B))).containsExactly("1");
            assertThat(texts(readAll())).containsExactly("1");
            assertThat(read(query(types("Happened")), ReadRange.all())).hasSize(1);
            assertThat(store.find(known.id(), Happened.Type::new)).isPresent();
            assertThat(store.head()).isEqualTo(known.position());
        });
        assertThat(texts(read(B))).containsExactly("1", "2");
    }

    /** Runs assertions while an append to the second stream is in the middle. */
    private void assertSeenMeanwhile(Runnable assertions) throws Exception {
        var held = new Held();
        var outcomes = Race.run(2, racer -> {
            if (racer == 0) return held.append(store, B, "2");
            held.inside.await();
            try {
                assertions.run();
                return 0L;
            } finally {
                held.goOn.countDown();
            }
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(outcomes.won().get(0)).isPositive();
    }
}
