package dev.espalier.tck;

import static dev.espalier.tck.ConcurrencySuite.assertOneWinner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Marker;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Decisions against each other. */
@Needs(Capability.BOUNDARIES)
abstract class BoundaryRaceSuite extends Suite {
    private static final int RACERS = 4;

    /** What a decision saw. */
    private record Seen(List<Marker.Check> checks, int events) {}

    private Seen seen(Tag tag) {
        try (EventStream stream = stream(query(tags(tag)))) {
            int events = 0;
            for (var each : stream) events += each == null ? 0 : 1;
            return new Seen(Marker.from(stream.marker()).checks(), events);
        }
    }

    private static StreamId fresh() {
        return new StreamId("race", UUID.randomUUID().toString());
    }

    private Receipt appendFresh(List<Marker.Check> checks, String text, Tag... tags) {
        return append(checks, event(fresh(), text, tags));
    }

    /** Marten: of 8 racers on one boundary 6 committed. */
    @Test
    @Line("69")
    void of_racers_on_overlapping_tags_in_different_streams_exactly_one_wins() throws Exception {
        for (int round = 0; round < rounds * 5; round++) {
            Tag tag = Tag.of("race", round);
            var barrier = new CyclicBarrier(RACERS);
            assertOneWinner(Race.run(RACERS, racer -> {
                Seen seen = seen(tag);
                barrier.await();
                return appendFresh(seen.checks, "won", tag, Tag.of("racer", racer));
            }));
        }
        assertThat(readAll()).hasSize(rounds * 5);
    }

    @Test
    @Line("70a")
    void no_match_that_was_never_seen_passes() throws Exception {
        for (int round = 0; round < rounds * 5; round++) {
            Tag tag = Tag.of("seen", round);
            var outcomes = Race.run(RACERS, racer -> {
                int conflicts = 0;
                for (int i = 0; i < 5; i++) {
                    if (racer % 2 == 0) {
                        appendFresh(List.of(), "free", tag);
                        continue;
                    }
                    Seen seen = seen(tag);
                    try {
                        appendFresh(seen.checks, "saw " + seen.events, tag);
                    } catch (ConflictException stale) {
                        conflicts++;
                    }
                }
                return conflicts;
            });
            assertThat(outcomes.lost()).isEmpty();
            var stored = texts(read(query(tags(tag)), ReadRange.all()));
            int conflicts = outcomes.won().stream().mapToInt(Integer::intValue).sum();
            assertThat(stored).hasSize(RACERS * 5 - conflicts);
            for (int i = 0; i < stored.size(); i++)
                if (!stored.get(i).equals("free")) assertThat(stored.get(i)).isEqualTo("saw " + i);
        }
    }

    /** wwision and pyES: an unconditional append let a match pass that was never seen. */
    @Test
    @Line("71")
    void unconditional_appends_never_slip_past_a_boundary() throws Exception {
        for (int round = 0; round < rounds * 5; round++) {
            Tag tag = Tag.of("mixed", round);
            long before = store.head();
            var outcomes = Race.run(RACERS, racer -> {
                boolean free = racer % 2 == 0;
                return appendFresh(
                        free ? List.of() : List.of(nothing(before, tags(tag))), free ? "free" : "bound", tag);
            });
            assertThat(outcomes.lost()).allMatch(ConflictException.class::isInstance, "conflicts");
            var stored = texts(read(query(tags(tag)), ReadRange.all()));
            assertThat(stored).hasSize(RACERS - outcomes.lost().size()).contains("free");
            assertThat(stored.subList(1, stored.size())).containsOnly("free");
        }
    }

    @Test
    @Line("73")
    @Needs({Capability.BOUNDARIES, Capability.PARALLEL_BOUNDARIES})
    void disjoint_tags_run_in_parallel_without_false_conflicts() throws Exception {
        var outcomes = raceDisjoint();
        assertThat(outcomes.lost()).isEmpty();
        assertThat(readAll()).hasSize(RACERS * rounds * 5);
    }

    /** Racers that read and append each on a tag of its own. */
    final Race.Outcomes<Integer> raceDisjoint() throws Exception {
        return Race.run(RACERS, racer -> {
            Tag own = Tag.of("own", racer);
            for (int i = 0; i < rounds * 5; i++) {
                Seen seen = seen(own);
                assertThat(seen.events).isEqualTo(i);
                appendFresh(seen.checks, "own", own);
            }
            return racer;
        });
    }
}
