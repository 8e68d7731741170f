package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventStore;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.story.Counting.Counted;
import dev.espalier.tck.Race;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kept state that counts as it is saves a look at the store, and never makes a wrong answer. */
class StaleStateTest {
    private record Count(String counter) implements Command {}

    private record CountTo(String counter, int most) implements Command {}

    private record Copy(String from, String to) implements Command {}

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final AtomicInteger conflicts = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();

    private Espalier open(EventStore store) {
        return open(store, Load.ALLOW_STALE);
    }

    private Espalier open(EventStore store, Load load) {
        return Espalier.on(store)
                .handle(
                        Count.class,
                        Count::counter,
                        Counting.AGGREGATE,
                        load,
                        (command, count) -> List.of(new Counted(command.counter(), count + 1)))
                .handle(CountTo.class, CountTo::counter, Counting.AGGREGATE, load, (command, count) -> {
                    if (count > command.most()) throw new Enough();
                    return count == command.most() ? List.of() : List.of(new Counted(command.counter(), count + 1));
                })
                .decide(Copy.class, load, (command, states) -> {
                    int from = states.of(Counting.AGGREGATE, command.from());
                    states.of(Counting.AGGREGATE, command.to());
                    return List.of(new Counted(command.to(), from));
                })
                .stateCache(100)
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)))
                .onRetry((command, conflict, tries) -> conflicts.incrementAndGet())
                .open();
    }

    /** The same store, whose reads are counted. */
    private TransactionalStore counted(TransactionalStore store) {
        return (TransactionalStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TransactionalStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) reads.incrementAndGet();
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static List<Integer> numbers(Espalier espalier, String counter) {
        var numbers = new ArrayList<Integer>();
        for (EventEnvelope event : espalier.eventStoreService().read(new StreamId("counter", counter)))
            numbers.add(((Counted) event.event()).number());
        return numbers;
    }

    @ParameterizedTest
    @EnumSource
    void who_is_alone_reads_no_stream_again(EachStore kind) {
        try (var espalier = open(counted(kind.open()))) {
            espalier.send(new Count("a"));
            espalier.send(new Count("a"));
            reads.set(0);

            for (int i = 0; i < 5; i++) espalier.send(new Count("a"));

            assertThat(reads).hasValue(0);
            assertThat(numbers(espalier, "a")).containsExactly(1, 2, 3, 4, 5, 6, 7);
            assertThat(conflicts).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_was_not_alone_decides_again_on_what_is_there(EachStore kind) {
        try (var store = kind.open()) {
            var one = open(store);
            var other = open(store);
            for (int i = 0; i < 2; i++) one.send(new Count("a"));
            for (int i = 0; i < 2; i++) other.send(new Count("a"));

            one.send(new Count("a"));

            assertThat(numbers(one, "a")).containsExactly(1, 2, 3, 4, 5);
            assertThat(conflicts).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_and_that_nothing_happens_never_rest_on_an_old_state(EachStore kind) {
        try (var store = kind.open()) {
            var one = open(store);
            var other = open(store);
            for (int i = 0; i < 2; i++) one.send(new Count("a"));
            other.send(new Count("a"));
            other.send(new Count("a"));
            assertThat(one.send(new CountTo("a", 5)).version())
                    .as("it was 2, and is 4")
                    .isEqualTo(5);

            other.send(new Count("a"));
            assertThatThrownBy(() -> one.send(new CountTo("a", 5)))
                    .as("nothing happens at 5, but it is 6")
                    .isInstanceOf(Enough.class);

            for (int i = 0; i < 2; i++) other.send(new Count("a"));
            assertThat(one.send(new CountTo("a", 8)).events()).as("it is 8").isEmpty();
            assertThat(numbers(one, "a")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_stream_that_a_decision_reads_is_guarded(EachStore kind) {
        try (var store = kind.open()) {
            var one = open(store);
            var other = open(store);
            for (String counter : List.of("from", "to", "from", "to")) one.send(new Count(counter));
            other.send(new Count("from"));

            one.send(new Copy("from", "to"));

            assertThat(numbers(one, "to")).containsExactly(1, 2, 3);
            assertThat(conflicts).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Load.class,
            names = {"CACHED", "ALLOW_STALE"})
    void a_state_that_was_rolled_back_is_found_out_where_another_event_has_its_version(Load load) throws Exception {
        var source = EachStore.sqlite();
        var store = new JdbcEventStore(source);
        try (var espalier = open(store, load);
                var connection = source.getConnection()) {
            espalier.send(new Count("a"));
            connection.setAutoCommit(false);
            var joined = store.in(connection);
            var session = espalier.in(joined);
            for (int i = 0; i < 3; i++) session.send(new Count("a"));
            connection.rollback();
            joined.rolledBack();
            try (var other = open(new JdbcEventStore(source))) { // up to the version that was loaded last
                other.send(new CountTo("a", 100));
                other.send(new Copy("nothing", "a"));
            }

            espalier.send(new Count("a"));

            assertThat(numbers(espalier, "a")).containsExactly(1, 2, 0, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_repeated_command_happens_once(EachStore kind) {
        try (var espalier = open(kind.open())) {
            espalier.send(new Count("a"));
            espalier.send(new Count("a"));
            var metadata = Metadata.none().withCommandId(UUID.randomUUID());

            Receipt first = espalier.send(new Count("a"), metadata);
            Receipt second = espalier.send(new Count("a"), metadata);

            assertThat(first.replayed()).isFalse();
            assertThat(second.replayed()).isTrue();
            assertThat(numbers(espalier, "a")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_caller_says_for_one_command_how_it_loads() {
        try (var espalier = open(counted(EachStore.IN_MEMORY.open()), Load.UNLOCKED)) {
            espalier.send(new Count("a"));
            espalier.send(new Count("a"));
            reads.set(0);

            espalier.loading(Load.ALLOW_STALE).within(Duration.ofMinutes(1)).send(new Count("a"));
            assertThat(reads).hasValue(0);
            espalier.within(Duration.ofMinutes(1)).loading(Load.UNLOCKED).send(new Count("a"));
            assertThat(reads).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void racers_never_decide_on_an_old_state(EachStore kind) throws Exception {
        int rounds = 10 * Integer.getInteger("rounds", 3);
        try (var store = kind.open()) {
            var instances = List.of(open(store), open(store), open(store, Load.CACHED));
            for (String counter : List.of("a", "b")) instances.get(0).send(new Count(counter));
            var outcomes = Race.run(4, racer -> {
                for (int i = 0; i < rounds; i++)
                    instances.get(racer % instances.size()).send(new Count(i % 2 == 0 ? "a" : "b"));
                return racer;
            });
            assertThat(outcomes.lost()).isEmpty();
            for (String counter : List.of("a", "b"))
                assertThat(numbers(instances.get(0), counter))
                        .hasSize(1 + 2 * rounds)
                        .isSorted()
                        .doesNotHaveDuplicates();
        }
    }
}
