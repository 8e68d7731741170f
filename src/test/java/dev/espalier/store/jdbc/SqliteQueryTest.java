package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.memory.InMemoryEventStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Queries as SQL: what they find, compared with the store in memory; and along which index. */
class SqliteQueryTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private final Path file = SqliteFile.fresh();

    @Test
    void random_queries_find_the_same_as_in_memory_and_guard_the_same() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var memory = new InMemoryEventStore();
                var store = new JdbcEventStore(SqliteFile.plain(file))) {
            for (int i = 0; i < 150; i++) {
                EventData event = event(random);
                for (EventLog log : List.of(memory, store))
                    log.append(Append.of(event.stream(), ExpectedVersion.any(), event, Participant.NONE));
            }
            for (int i = 0; i < 150 * ROUNDS; i++) {
                StoredQuery query = query(random);
                ReadRange range = range(random);
                assertThat(found(store, query, range))
                        .as("seed %d: %s %s", seed, query, range)
                        .isEqualTo(found(memory, query, range));
                long after = random.nextInt(152);
                assertThat(guard(store, query, after))
                        .as("seed %d: %s after %d", seed, query, after)
                        .isEqualTo(guard(memory, query, after));
            }
        }
    }

    private static EventData event(Random random) {
        Set<Tag> tags = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) tags.add(Tag.of("k" + random.nextInt(2), random.nextInt(3)));
        return EventData.of(
                UUID.randomUUID(),
                stream(random),
                new Noted.Type("T" + random.nextInt(4), 1),
                tags,
                Metadata.none(),
                Origin.LIVE,
                0,
                new Noted("x"));
    }

    private static StreamId stream(Random random) {
        return new StreamId("c" + random.nextInt(3), "s" + random.nextInt(3));
    }

    private static StoredQuery query(Random random) {
        var items = new ArrayList<StoredQuery.Item>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Set<String> types = new HashSet<>();
            Set<Tag> tags = new HashSet<>();
            Set<String> categories = new HashSet<>();
            Set<StreamId> streams = new HashSet<>();
            do {
                if (random.nextInt(3) == 0) types.add("T" + random.nextInt(5));
                if (random.nextInt(3) == 0) tags.add(Tag.of("k" + random.nextInt(2), random.nextInt(4)));
                if (random.nextInt(4) == 0) categories.add("c" + random.nextInt(4));
                if (random.nextInt(4) == 0) streams.add(stream(random));
            } while (random.nextBoolean()
                    || types.isEmpty() && tags.isEmpty() && categories.isEmpty() && streams.isEmpty());
            items.add(new StoredQuery.Item(types, tags, categories, streams));
        }
        return new StoredQuery(items);
    }

    private static ReadRange range(Random random) {
        return new ReadRange(
                random.nextInt(3) == 0 ? random.nextInt(160) : 0,
                random.nextInt(3) == 0 ? random.nextInt(160) : Long.MAX_VALUE,
                random.nextInt(3) == 0 ? random.nextInt(20) : Long.MAX_VALUE,
                random.nextInt(3) == 0);
    }

    private static List<Long> found(EventLog log, StoredQuery query, ReadRange range) {
        try (EventStream stream = log.read(query, range, Noted.Type::new)) {
            var found = new ArrayList<Long>();
            for (EventEnvelope event : stream) found.add(event.position());
            found.add(stream.head());
            return found;
        }
    }

    /** The position of the conflict; 0 when there is none. */
    private static long guard(EventLog log, StoredQuery query, long after) {
        try {
            log.append(Append.of(List.of(new Marker.QueryCheck(query, after)), List.of(), Participant.NONE));
            return 0;
        } catch (ConflictException conflict) {
            return conflict.actual();
        }
    }

    @Test
    void no_query_walks_through_the_store() throws SQLException {
        new JdbcEventStore(SqliteFile.plain(file)).close();
        var a = new StreamId("c", "a");
        var tags = Set.of(Tag.of("k", 1), Tag.of("k", 2));
        List<StoredQuery.Item> items = List.of(
                new StoredQuery.Item(Set.of("T", "U"), Set.of(), Set.of(), Set.of()),
                new StoredQuery.Item(Set.of(), tags, Set.of(), Set.of()),
                new StoredQuery.Item(Set.of("T", "U"), tags, Set.of("c"), Set.of(a)),
                new StoredQuery.Item(Set.of(), Set.of(), Set.of("c", "d"), Set.of()),
                new StoredQuery.Item(Set.of(), Set.of(), Set.of(), Set.of(a)));
        var queries = new ArrayList<StoredQuery>();
        for (StoredQuery.Item item : items) queries.add(new StoredQuery(List.of(item)));
        queries.add(new StoredQuery(items));
        try (Connection connection = SqliteFile.plain(file).getConnection();
                var sql = new Statements(connection, new Names("espalier_"))) {
            for (StoredQuery query : queries)
                for (boolean backwards : List.of(false, true)) {
                    var positions = QuerySql.positions(sql, query, 1, 1_000_000, backwards, 10);
                    List<String> plan = plan(
                            sql,
                            "select * from {events} where position in (" + positions.sql() + ") order by position",
                            positions.parameters());
                    // of the states of streams only the first is looked for, to see whether there are any
                    assertThat(plan)
                            .isNotEmpty()
                            .noneMatch(step -> step.matches("SCAN (d|e|t|espalier_(?!stream_states$)\\w+)\\b.*"));
                }
            assertThat(plan(sql, Reader.VERSION, List.of("c", "a"))).noneMatch(step -> step.startsWith("SCAN"));
        }
    }

    private static List<String> plan(Statements sql, String text, List<Object> parameters) throws SQLException {
        return sql.query(
                "explain query plan " + text,
                rows -> {
                    var steps = new ArrayList<String>();
                    while (rows.next()) steps.add(rows.getString("detail"));
                    return steps;
                },
                parameters.toArray());
    }
}
