package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Writers that decide on random queries, each event saying on what its decision rested, and a verifier that replays the log
 * and proves every decision.
 */
final class Oracle {
    /** From which all random choices follow; {@code -Dseed=N} repeats them. */
    static final long SEED = Long.getLong("seed", new Random().nextInt(1_000_000));

    private static final String FREE = "free";

    /**
     * What a writer did.
     *
     * @param stored appends that were accepted
     * @param conflicts appends that were refused
     */
    record Tally(int stored, int conflicts) {}

    private Oracle() {}

    /** The same number means the same query, in every process. */
    static StoredQuery query(long number) {
        var random = new Random(number);
        var items = new ArrayList<StoredQuery.Item>();
        for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) items.add(item(random));
        return random.nextInt(20) == 0 ? new StoredQuery(List.of()) : new StoredQuery(items);
    }

    private static StoredQuery.Item item(Random random) {
        Set<String> types = random.nextBoolean() ? Set.of(type(random)) : Set.of();
        Set<Tag> tags = types.isEmpty() || random.nextBoolean() ? someTags(random) : Set.of();
        Set<String> categories = random.nextInt(4) == 0 ? Set.of(category(random)) : Set.of();
        return new StoredQuery.Item(types, tags, categories, Set.of());
    }

    private static String type(Random random) {
        return "Type" + random.nextInt(4);
    }

    private static String category(Random random) {
        return "category" + random.nextInt(3);
    }

    private static Set<Tag> someTags(Random random) {
        var tags = new HashSet<Tag>();
        for (int i = 1 + random.nextInt(2); i > 0; i--)
            tags.add(Tag.of("key" + random.nextInt(3), "value" + random.nextInt(3)));
        return tags;
    }

    /** Appends a number of times, under conditions that it read, or freely. */
    static Tally write(EventStore store, long seed, int writer, int attempts) {
        var random = new Random(seed * 31 + writer);
        int stored = 0;
        for (int i = 0; i < attempts; i++) {
            boolean free = random.nextInt(4) == 0;
            long number = random.nextInt(1_000_000);
            List<EventData> events = free ? events(random, FREE) : null;
            QueryCheck check = null;
            if (!free) {
                Decision decision = decide(store, query(number));
                check = decision.check;
                events = events(random, number + " " + check.after() + " " + decision.seen);
            }
            try {
                List<Marker.Check> checks = check == null ? List.of() : List.of(check);
                store.append(Append.of(checks, events, Participant.NONE));
                stored++;
            } catch (ConflictException conflict) {
                proveConflict(store, check, conflict);
            }
        }
        return new Tally(stored, attempts - stored);
    }

    private record Decision(QueryCheck check, int seen) {}

    private static Decision decide(EventStore store, StoredQuery query) {
        try (EventStream stream = store.read(query, ReadRange.all(), Happened.Type::new)) {
            int seen = 0;
            for (EventEnvelope each : stream) seen += query.matches(each) ? 1 : 0;
            return new Decision(
                    (QueryCheck) Marker.from(stream.marker()).checks().get(0), seen);
        }
    }

    private static List<EventData> events(Random random, String text) {
        var stream = new StreamId(category(random), "s" + random.nextInt(20));
        var events = new ArrayList<EventData>();
        for (int i = 1 + random.nextInt(2); i > 0; i--)
            events.add(Suite.event(
                    UUID.randomUUID(),
                    stream,
                    type(random),
                    text,
                    someTags(random).toArray(Tag[]::new)));
        return events;
    }

    /** The event that a conflict names is there, and is meant. */
    private static void proveConflict(EventStore store, QueryCheck check, ConflictException conflict) {
        assertThat(check).as("an append without a condition has no conflict").isNotNull();
        long position = conflict.actual();
        assertThat(position).isGreaterThan(check.after());
        var there = Suite.list(
                store.read(check.query(), ReadRange.from(position - 1).until(position), Happened.Type::new));
        assertThat(there).as("the event that made the conflict").hasSize(1);
        assertThat(there.get(0).stream()).isEqualTo(conflict.stream());
    }

    /** Replays the log: each decision saw all that it had to see, and nothing came between. */
    static void prove(List<EventEnvelope> log, long seed) {
        for (int i = 0; i < log.size(); i++) {
            EventEnvelope event = log.get(i);
            List<EventEnvelope> before = log.subList(0, i);
            if (Suite.text(event).equals(FREE) || before.stream().anyMatch(each -> sameAppend(each, event))) continue;
            String[] words = Suite.text(event).split(" ");
            StoredQuery query = query(Long.parseLong(words[0]));
            long after = Long.parseLong(words[1]);
            int seen = 0;
            for (EventEnvelope earlier : before) {
                if (!query.matches(earlier)) continue;
                seen++;
                assertThat(earlier.position())
                        .as("%s came between a decision after %s and %s (-Dseed=%s)", earlier, after, event, seed)
                        .isLessThanOrEqualTo(after);
            }
            assertThat(seen)
                    .as("what %s saw at %s (-Dseed=%s)", event, after, seed)
                    .isEqualTo(Integer.parseInt(words[2]));
        }
    }

    private static boolean sameAppend(EventEnvelope earlier, EventEnvelope event) {
        return earlier.stream().equals(event.stream())
                && earlier.version() == event.version() - 1
                && Suite.text(earlier).equals(Suite.text(event));
    }
}
