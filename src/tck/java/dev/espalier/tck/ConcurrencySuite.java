package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static dev.espalier.infrastructure.ExpectedVersion.streamExists;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writers against each other. */
abstract class ConcurrencySuite extends Suite {
    static final int RACERS = 8;

    /** EventSauce: the default key was not unique, so more than one won. */
    @Test
    @Line("27")
    void of_racers_with_one_expected_version_exactly_one_wins() throws Exception {
        for (int round = 0; round < rounds * 5; round++) {
            long version = round;
            assertOneWinner(Race.run(RACERS, racer -> append(A, exactly(version), "racer" + racer)));
        }
        assertThat(read(A)).hasSize(rounds * 5);
    }

    @Test
    @Line("28")
    void of_racers_for_a_new_stream_exactly_one_wins() throws Exception {
        for (int round = 0; round < rounds * 5; round++) {
            var stream = new StreamId("new", "n" + round);
            assertOneWinner(Race.run(RACERS, racer -> append(stream, noStream(), event(stream, "racer" + racer))));
            assertThat(read(stream)).hasSize(1);
        }
    }

    static void assertOneWinner(Race.Outcomes<?> outcomes) {
        assertThat(outcomes.lost()).allMatch(ConflictException.class::isInstance, "conflicts");
        assertThat(outcomes.won()).as("winners").hasSize(1);
    }

    @Test
    @Line("29")
    void racers_without_a_number_all_succeed_and_keep_their_own_order() throws Exception {
        append(A, noStream(), "first");
        var outcomes = Race.run(RACERS, racer -> {
            ExpectedVersion demand = racer % 2 == 0 ? any() : streamExists();
            for (int i = 0; i < 25; i++) append(A, demand, racer + ":" + i);
            return racer;
        });
        assertThat(outcomes.lost()).isEmpty();
        var byRacer = texts(read(A)).stream()
                .skip(1)
                .collect(Collectors.groupingBy(text -> text.split(":")[0], Collectors.toList()));
        assertThat(byRacer).hasSize(RACERS);
        byRacer.forEach((racer, texts) -> assertThat(texts)
                .isEqualTo(IntStream.range(0, 25).mapToObj(i -> racer + ":" + i).toList()));
        assertThat(read(A))
                .extracting(EventEnvelope::version)
                .isEqualTo(java.util.stream.LongStream.rangeClosed(1, 1 + RACERS * 25L)
                        .boxed()
                        .toList());
    }

    @Test
    @Line("30")
    void racers_on_different_streams_all_succeed() throws Exception {
        var outcomes = Race.run(RACERS, racer -> {
            var own = new StreamId("own", "s" + racer);
            for (int i = 0; i < 10; i++) append(own, exactly(i), "x");
            return own;
        });
        assertThat(outcomes.lost()).isEmpty();
        for (StreamId own : outcomes.won()) assertThat(read(own)).hasSize(10);
        assertThat(readAll())
                .extracting(EventEnvelope::position)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(RACERS * 10);
    }

    @Test
    @Line({"30", "31"})
    @Needs(Capability.MULTI_STREAM_APPENDS)
    void opposite_orders_of_streams_are_no_deadlock() throws Exception {
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
    @Line("36")
    @Needs(Capability.CONTIGUOUS_BATCHES)
    void batches_do_not_interleave() throws Exception {
        assertThat(raceBatches(this)).isEqualTo(inTurn(RACERS * 5 * rounds));
    }

    /** Appends of three events each, by racers on streams of their own; what the log says afterwards. */
    static List<String> raceBatches(Suite suite) throws Exception {
        var outcomes = Race.run(RACERS, racer -> {
            var stream = new StreamId("writer", "w" + racer);
            for (int i = 0; i < 5 * suite.rounds; i++)
                suite.append(stream, exactly(3L * i), event(stream, "1"), event(stream, "2"), event(stream, "3"));
            return racer;
        });
        assertThat(outcomes.lost()).isEmpty();
        for (int racer = 0; racer < RACERS; racer++)
            assertThat(texts(suite.read(new StreamId("writer", "w" + racer)))).isEqualTo(inTurn(5 * suite.rounds));
        return texts(suite.readAll());
    }

    private static List<String> inTurn(int batches) {
        return IntStream.range(0, batches * 3)
                .mapToObj(i -> String.valueOf(i % 3 + 1))
                .toList();
    }
}
