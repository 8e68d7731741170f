package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.support.ChildJvm;
import dev.espalier.tck.Race;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Threads and processes decide on random boundaries; each event says on which one and on which head. Afterwards the log is
 * replayed, and every decision is proved to have seen all that it should have seen (line 76 of the store contract).
 */
class SqliteOracleTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private final Path file = SqliteFile.fresh();

    @Test
    void no_decision_in_any_process_missed_an_event_of_its_boundary() throws Exception {
        int decisions = 40 * ROUNDS;
        try (var store = new JdbcEventStore(SqliteFile.plain(file));
                var child = ChildJvm.start(SqliteChild.class, "decide", file, decisions)) {
            child.hear("ready");
            child.say("go");
            var outcomes = Race.run(3, racer -> {
                decide(store, decisions);
                return racer;
            });
            assertThat(outcomes.lost()).isEmpty();
            child.hear("decided");
            assertThat(Noted.all(store)).hasSize(4 * decisions);
            verify(store);
        }
    }

    @Test
    void the_proof_would_notice_a_decision_without_its_condition() {
        try (var store = new JdbcEventStore(SqliteFile.plain(file))) {
            decide(store, 20);
            verify(store);
            var event = Noted.in(new StreamId("decision", "blind"), "t:0@1");
            store.append(Append.of(List.of(), List.of(event), Participant.NONE));
            assertThatThrownBy(() -> verify(store)).isInstanceOf(AssertionError.class);
        }
    }

    /** Makes so many decisions, each again and again until nobody was faster. */
    static void decide(JdbcEventStore store, int decisions) {
        var random = new Random();
        for (int i = 0; i < decisions; ) {
            Set<Tag> boundary = tags(random);
            StoredQuery query = query(boundary);
            long head;
            try (var seen = store.read(query, ReadRange.all(), Noted.Type::new)) {
                head = seen.head();
            }
            var stream = new StreamId("decision", "s" + random.nextInt(5));
            var words = new TreeSet<String>();
            for (Tag tag : boundary) words.add(tag.toString());
            var event = Noted.in(
                    stream, String.join(",", words) + "@" + head, tags(random).toArray(Tag[]::new));
            try {
                store.append(Append.of(List.of(new Marker.QueryCheck(query, head)), List.of(event), Participant.NONE));
                i++;
            } catch (ConflictException again) {
                // somebody else was faster
            }
        }
    }

    private static Set<Tag> tags(Random random) {
        var tags = new HashSet<Tag>();
        for (int i = random.nextInt(2); i >= 0; i--) tags.add(Tag.of("t", random.nextInt(4)));
        return tags;
    }

    private static StoredQuery query(Set<Tag> tags) {
        return new StoredQuery(List.of(new StoredQuery.Item(Set.of(), tags, Set.of(), Set.of())));
    }

    private static void verify(JdbcEventStore store) {
        var before = new ArrayList<EventEnvelope>();
        for (EventEnvelope event : Noted.all(store)) {
            String[] said = ((Noted) event.event()).text().split("@");
            var boundary = new HashSet<Tag>();
            for (String tag : said[0].split(",")) boundary.add(Tag.of("t", tag.substring(2)));
            StoredQuery query = query(boundary);
            long head = Long.parseLong(said[1]);
            assertThat(before)
                    .as("%s relied on %s", event, said)
                    .noneMatch(other -> other.position() > head && query.matches(other));
            before.add(event);
        }
    }
}
