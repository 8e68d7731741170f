package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.HistoryLostException;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.story.Counting.CountEvent;
import dev.espalier.story.Counting.Counted;
import dev.espalier.tck.Race;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** A kept state saves reading, and is never wrong. */
class StateCacheTest {
    private record Count(String counter, int step) implements Command {
        Count(String counter) {
            this(counter, 1);
        }
    }

    private record CountAndFail(String counter) implements Command {}

    private final AtomicInteger folded = new AtomicInteger();
    private final Aggregate<String, Integer, CountEvent> counter = Aggregate.of(
                    "counter", CountEvent.class, CountEvent::counter, 0)
            .on(Counted.class, (before, event) -> {
                folded.incrementAndGet();
                return Math.max(before, event.number()); // what was folded in wrongly stays
            });

    @TempDir
    Path folder;

    private Espalier open(EventStore store, int states) {
        return Espalier.on(store)
                .handle(
                        Count.class,
                        Count::counter,
                        counter,
                        (command, count) -> List.of(new Counted(command.counter(), count + command.step())))
                .handle(
                        CountAndFail.class,
                        CountAndFail::counter,
                        counter,
                        (command, count) ->
                                List.of(new Counted(command.counter(), count + 1), new Counted("elsewhere", 0)))
                .stateCache(states)
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)))
                .open();
    }

    private static JdbcEventStore sqlite(Path file) {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + file);
        return new JdbcEventStore(dataSource);
    }

    private static List<Integer> numbers(Espalier espalier, String counter) {
        var numbers = new ArrayList<Integer>();
        for (EventEnvelope event : espalier.eventStoreService().read(new StreamId("counter", counter)))
            numbers.add(((Counted) event.event()).number());
        return numbers;
    }

    private int foldedBy(Runnable action) {
        int before = folded.get();
        action.run();
        return folded.get() - before;
    }

    @Test
    void a_command_folds_only_what_is_new() {
        try (var espalier = open(new InMemoryEventStore(), 10)) {
            for (int i = 0; i < 100; i++) espalier.send(new Count("a"));
            assertThat(folded.get()).isLessThanOrEqualTo(100);
            assertThat(foldedBy(() -> espalier.send(new Count("a")))).isEqualTo(1);
            assertThat(numbers(espalier, "a")).hasSize(101).isSorted().doesNotHaveDuplicates();
        }
        try (var without = open(new InMemoryEventStore(), 0)) {
            for (int i = 0; i < 100; i++) without.send(new Count("a"));
            assertThat(foldedBy(() -> without.send(new Count("a")))).isEqualTo(100);
        }
    }

    @Test
    void the_least_recently_used_states_are_forgotten() {
        try (var espalier = open(new InMemoryEventStore(), 2)) {
            for (String name : List.of("a", "a", "b", "b", "c", "c")) espalier.send(new Count(name));
            assertThat(foldedBy(() -> espalier.send(new Count("c")))).isEqualTo(1);
            assertThat(foldedBy(() -> espalier.send(new Count("a"))))
                    .as("both events, and its own")
                    .isEqualTo(3);
        }
    }

    @Test
    void what_others_have_appended_is_read() {
        var store = new InMemoryEventStore();
        try (var one = open(store, 10);
                var other = open(store, 10)) {
            for (int i = 0; i < 20; i++) (i % 3 == 0 ? one : other).send(new Count("a"));
            assertThat(numbers(one, "a")).hasSize(20).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void a_refused_append_spoils_nothing() {
        try (var espalier = open(sqlite(folder.resolve("refused.db")), 10)) {
            espalier.send(new Count("a"));
            assertThatThrownBy(() -> espalier.send(new CountAndFail("a"))).hasMessageContaining("elsewhere");
            espalier.send(new Count("a"));
            espalier.send(new Count("a"));
            assertThat(numbers(espalier, "a")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_state_of_a_transaction_that_was_rolled_back_is_found_out() throws Exception {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("joined.db"));
        var store = new JdbcEventStore(dataSource);
        try (var espalier = open(store, 10)) {
            espalier.send(new Count("a"));
            try (var connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                var joined = store.in(connection);
                var session = espalier.in(joined);
                for (int i = 0; i < 5; i++) session.send(new Count("a", 100));
                connection.rollback();
                joined.rolledBack();
            }
            try (var other = open(new JdbcEventStore(dataSource), 0)) { // another history goes on from there
                for (int i = 0; i < 5; i++) other.send(new Count("a"));
            }
            espalier.send(new Count("a"));
            assertThat(numbers(espalier, "a")).containsExactly(1, 2, 3, 4, 5, 6, 7);
        }
    }

    @Test
    void a_database_that_was_restored_to_an_earlier_point_is_found_out() throws Exception {
        Path file = folder.resolve("restored.db");
        Path backup = folder.resolve("backup.db");
        try (var before = open(sqlite(file), 0)) {
            for (int i = 0; i < 3; i++) before.send(new Count("a"));
        }
        Files.copy(file, backup);
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + file);
        var store = new JdbcEventStore(dataSource);
        try (var espalier = open(store, 10)) {
            for (int i = 0; i < 4; i++) espalier.send(new Count("a", 100));
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                // as SQLite restores: a file must never be copied over one that is open
                statement.executeUpdate("restore from " + backup);
            }
            try (var other = open(sqlite(file), 0)) { // another history goes on from there
                for (int i = 0; i < 4; i++) other.send(new Count("a"));
            }
            assertThatThrownBy(() -> espalier.send(new Count("a"))).isInstanceOf(HistoryLostException.class);
            store.beginEpoch();
            espalier.send(new Count("a"));
            assertThat(numbers(espalier, "a")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    @Test
    void racers_with_caches_of_their_own_never_decide_on_an_old_state() throws Exception {
        for (EventStore store : List.of(new InMemoryEventStore(), sqlite(folder.resolve("race.db")))) {
            try (var one = open(store, 10);
                    var other = open(store, 1)) {
                one.send(new Count("a"));
                one.send(new Count("b"));
                var outcomes = Race.run(8, racer -> {
                    for (int i = 0; i < 30; i++) (racer % 2 == 0 ? one : other).send(new Count(i % 2 == 0 ? "a" : "b"));
                    return racer;
                });
                assertThat(outcomes.lost()).isEmpty();
                assertThat(numbers(one, "a")).hasSize(121).isSorted().doesNotHaveDuplicates();
                assertThat(numbers(one, "b")).hasSize(121).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void a_negative_size_is_refused() {
        assertThatThrownBy(() -> open(new InMemoryEventStore(), -1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("stateCache is -1");
    }
}
