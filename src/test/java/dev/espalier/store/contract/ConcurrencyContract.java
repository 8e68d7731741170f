package dev.espalier.store.contract;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Concurrency: lines 27 to 39 of the store contract. */
public abstract class ConcurrencyContract extends StoreContract {
    private static final int RACERS = 8;

    @Test
    void l27_of_racers_with_one_expected_version_exactly_one_wins() throws Exception {
        for (int round = 0; round < ROUNDS * 10; round++) {
            long version = round;
            var outcomes = Race.run(RACERS, racer -> append(A, exactly(version), "racer" + racer));
            assertThat(outcomes.won()).hasSize(1);
            assertThat(outcomes.lost()).hasSize(RACERS - 1).allMatch(ConflictException.class::isInstance);
        }
        assertThat(read(A)).hasSize(ROUNDS * 10);
    }

    @Test
    void l28_of_racers_for_a_new_stream_exactly_one_wins() throws Exception {
        for (int round = 0; round < ROUNDS * 10; round++) {
            var stream = new StreamId("new", "n" + round);
            var outcomes = Race.run(RACERS, racer -> append(stream, noStream(), event(stream, "racer" + racer)));
            assertThat(outcomes.won()).hasSize(1);
            assertThat(outcomes.lost()).hasSize(RACERS - 1).allMatch(ConflictException.class::isInstance);
        }
    }

    @Test
    void l29_racers_without_a_demand_all_succeed_and_keep_their_own_order() throws Exception {
        var outcomes = Race.run(RACERS, racer -> {
            for (int i = 0; i < 25; i++) append(A, any(), racer + ":" + i);
            return racer;
        });
        assertThat(outcomes.lost()).isEmpty();
        var byRacer =
                texts(read(A)).stream().collect(Collectors.groupingBy(text -> text.split(":")[0], Collectors.toList()));
        for (Map.Entry<String, List<String>> each : byRacer.entrySet())
            for (int i = 0; i < 25; i++) assertThat(each.getValue().get(i)).isEqualTo(each.getKey() + ":" + i);
        assertThat(read(A))
                .extracting(EventEnvelope::version)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(RACERS * 25);
    }

    @Test
    void l30_l31_racers_on_several_streams_in_opposite_order_all_succeed() throws Exception {
        var outcomes = Race.run(RACERS, racer -> {
            for (int i = 0; i < 10; i++) {
                var there =
                        racer % 2 == 0 ? List.of(event(A, "x"), event(B, "x")) : List.of(event(B, "x"), event(A, "x"));
                append(List.of(), there.toArray(EventData[]::new));
            }
            return racer;
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(read(A)).hasSize(RACERS * 10);
        assertThat(read(B)).hasSize(RACERS * 10);
    }

    @Test
    void l33_l36_a_reader_never_skips_what_is_committed_later_and_batches_do_not_interleave() throws Exception {
        int batches = 30 * ROUNDS;
        var writing = new AtomicInteger(RACERS);
        var outcomes = Race.run(RACERS + 2, racer -> {
            if (racer >= RACERS) return follow(writing);
            var stream = new StreamId("writer", "w" + racer);
            try {
                for (int i = 0; i < batches; i++)
                    append(stream, exactly(3L * i), event(stream, "1"), event(stream, "2"), event(stream, "3"));
            } finally {
                writing.decrementAndGet();
            }
            return List.<EventEnvelope>of();
        });
        assertThat(outcomes.lost()).isEmpty();
        var expected = readAll().stream().map(EventEnvelope::id).toList();
        assertThat(expected).hasSize(RACERS * batches * 3);
        for (List<EventEnvelope> seen : outcomes.won())
            if (!seen.isEmpty())
                assertThat(seen.stream().map(EventEnvelope::id).toList()).isEqualTo(expected);
        var texts = texts(readAll());
        for (int i = 0; i < texts.size(); i++) assertThat(texts.get(i)).isEqualTo(String.valueOf(i % 3 + 1));
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
    void l59_reads_go_on_while_a_writer_holds_its_lock() throws Exception {
        append(A, any(), "1");
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Participant waiting = (events, transaction) -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        var outcomes = Race.run(2, racer -> {
            if (racer == 0)
                return store.append(Append.of(A, exactly(1), List.of(event(A, "2")), waiting))
                        .version();
            inside.await();
            try {
                assertThat(texts(read(A))).containsExactly("1");
                assertThat(texts(readAll())).containsExactly("1");
                assertThat(read(query(types("Happened")), ReadRange.all())).hasSize(1);
                assertThat(store.head()).isEqualTo(readAll().get(0).position());
                return 0L;
            } finally {
                goOn.countDown();
            }
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(outcomes.won()).containsExactlyInAnyOrder(2L, 0L);
        assertThat(texts(read(A))).containsExactly("1", "2");
    }
}
