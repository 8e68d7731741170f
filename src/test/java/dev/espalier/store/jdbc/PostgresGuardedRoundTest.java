package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.EventCheck;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.tck.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Units of work with services that are guarded by more than versions, and share a transaction. */
class PostgresGuardedRoundTest extends PostgresRoundCases {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int WORKERS = 6;

    private record Decided(Append append, long position) {
        /** Whether nothing that it was guarded against stands before it. */
        boolean isRight(List<EventEnvelope> log) {
            for (Marker.Check check : append.more())
                for (EventEnvelope event : log)
                    if (event.position() < position
                            && check instanceof QueryCheck query
                            && event.position() > query.after()
                            && query.query().matches(event)) return false;
            return true;
        }
    }

    private static StreamId stream(String key) {
        return new StreamId("note", key);
    }

    private static Tag tag(String value) {
        return new Tag("tag", value);
    }

    /** Nothing may have this tag. */
    private static QueryCheck nothing(String value, long after) {
        return new QueryCheck(
                new StoredQuery(List.of(new StoredQuery.Item(Set.of(), Set.of(tag(value)), Set.of(), Set.of()))),
                after);
    }

    private Participant row(Runnable more) {
        return (events, transaction) -> {
            insert(events.get(0).stream().key(), transaction);
            more.run();
            return List.of();
        };
    }

    private Append append(String key, String tagged, Marker.Check... checks) {
        return Append.of(List.of(checks), List.of(Noted.in(stream(key), key, tag(tagged))), row(() -> {}));
    }

    /** The first one stays in its service until the others queue behind it. */
    private List<Caller> together(Append first, Append... others) throws InterruptedException {
        var callers = new ArrayList<Caller>();
        callers.add(new Caller(store, Append.of(first.checks(), List.of(first.get(0)), row(staying::stay))));
        staying.awaitInside();
        for (Append each : others) callers.add(Caller.queue(store, each));
        staying.goOn();
        return callers;
    }

    @Test
    void those_with_boundaries_and_stale_states_share_a_transaction() throws Exception {
        Append known = append("known", "known");
        store.append(known);
        var callers = together(
                append("a", "a", new QueryCheck(Noted.ALL, 1), nothing("a", 0)),
                append("b", "b", nothing("b", 0), nothing("known", 1)),
                append("c", "c", new EventCheck(stream("known"), known.get(0).id())),
                append("d", "d"));
        for (Caller each : callers) assertThat(each.receipt().version()).isEqualTo(1);
        assertStored("known", "a", "b", "c", "d");
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void what_an_earlier_one_writes_breaks_the_boundary_of_a_later_one() throws Exception {
        var callers = together(append("a", "x"), append("b", "b", nothing("x", 0)), append("c", "c"));
        assertThat(((ConflictException) callers.get(1).failure()).stream()).isEqualTo(stream("a"));
        for (int i : List.of(0, 2))
            assertThat(callers.get(i).receipt().version()).isEqualTo(1);
        assertStored("a", "c");
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void what_a_later_one_writes_breaks_no_boundary_of_an_earlier_one() throws Exception {
        var callers = together(append("a", "a", nothing("x", 0)), append("b", "x"));
        for (Caller each : callers) assertThat(each.receipt().version()).isEqualTo(1);
        assertStored("a", "b");
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void what_others_have_stored_meanwhile_is_a_conflict_for_the_one_whose_boundary_it_breaks() throws Exception {
        var callers = new ArrayList<Caller>();
        try (var other = JdbcEventStore.builder(pool).prefix(prefix).build()) {
            callers.add(new Caller(
                    store, Append.of(List.of(), List.of(append("a", "a").get(0)), row(staying::stay))));
            staying.awaitInside();
            callers.add(Caller.queue(store, append("b", "b", nothing("x", 0))));
            callers.add(Caller.queue(store, append("c", "c", nothing("y", 0))));
            other.append(append("other", "x"));
        }
        staying.goOn();
        assertThat(((ConflictException) callers.get(1).failure()).stream()).isEqualTo(stream("other"));
        for (int i : List.of(0, 2))
            assertThat(callers.get(i).receipt().version()).isEqualTo(1);
        assertThat(Noted.all(store))
                .extracting(each -> each.stream().key())
                .containsExactlyInAnyOrder("other", "a", "c");
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void an_event_that_is_gone_is_a_conflict_for_the_one_whose_state_rests_on_it() throws Exception {
        Append known = append("known", "known");
        store.append(known);
        store.append(append("last", "last"));
        var check = new EventCheck(stream("known"), known.get(0).id());
        var callers = new ArrayList<Caller>();
        callers.add(new Caller(
                store, Append.of(List.of(), List.of(append("a", "a").get(0)), row(staying::stay))));
        staying.awaitInside();
        callers.add(Caller.queue(store, append("b", "b", check)));
        PostgresServer.run(
                pool, "update " + prefix + "events set event_id = '" + UUID.randomUUID() + "' where stream = 'known'");
        callers.add(Caller.queue(store, append("c", "c")));
        staying.goOn();
        assertThat(((ConflictException) callers.get(1).failure()).stream()).isEqualTo(stream("known"));
        for (int i : List.of(0, 2))
            assertThat(callers.get(i).receipt().version()).isEqualTo(1);
    }

    /** On as many streams as there are workers, so that they meet at their boundaries alone. */
    private List<Decided> decide(int worker, long seed) {
        var random = new Random(seed + worker);
        var decided = new ArrayList<Decided>();
        for (int i = 0; i < 12; i++) {
            QueryCheck guard = nothing("" + random.nextInt(3), store.head());
            String tagged = "" + random.nextInt(6);
            String key = worker + "-" + i;
            Append append = random.nextInt(4) == 0 ? append(key, tagged) : append(key, tagged, guard);
            try {
                decided.add(new Decided(append, store.append(append).position()));
            } catch (ConflictException overtaken) {
                // nothing is stored then, as the number of rows shows at the end
            }
        }
        return decided;
    }

    @Test
    void whoever_shares_with_whom_nothing_stands_between_a_decision_and_what_it_was_guarded_against() throws Exception {
        long seed = new Random().nextLong();
        int stored = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int offset = round * WORKERS;
            var outcomes = Race.run(WORKERS, worker -> decide(offset + worker, seed));
            assertThat(outcomes.lost()).as("seed %d", seed).isEmpty();
            List<EventEnvelope> log = Noted.all(store);
            for (List<Decided> each : outcomes.won()) {
                assertThat(each).as("seed %d", seed).allMatch(decided -> decided.isRight(log));
                stored += each.size();
            }
            assertThat(log).hasSize(stored);
        }
        assertThat(rows()).isEqualTo(stored);
    }
}
