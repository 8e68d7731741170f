package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.memory.InMemoryEventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When others are faster: what is done again, how often and how long, and what is never done again. */
class RetryTest {
    private record Deposit(String account, int amount) implements Command {}

    private record Sum(String account) implements Command {}

    private sealed interface AccountEvent extends Event {
        String account();

        @Override
        default Set<Tag> tags() {
            return Set.of(Tag.of("bank", "ours"));
        }
    }

    private record Deposited(String account, int amount) implements AccountEvent {}

    /** Passes by itself, so that nobody waits. */
    private static final class FastTime implements Waiting {
        private final List<Duration> pauses = new ArrayList<>();
        private long now = 1_000_000_000;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void pause(Duration time) {
            pauses.add(time);
            now += time.toNanos();
        }
    }

    private final AtomicInteger folded = new AtomicInteger();
    private final AtomicInteger decided = new AtomicInteger();
    /** How many conflicts are still to come. */
    private final AtomicInteger faster = new AtomicInteger();

    private final Aggregate<String, Integer, AccountEvent> account = Aggregate.of(
                    "account", AccountEvent.class, AccountEvent::account, 0)
            .on(Deposited.class, (sum, event) -> {
                folded.incrementAndGet();
                return sum + event.amount();
            });
    private final DecisionModel<String, Integer> bank = DecisionModel.of((String name) -> Tag.of("bank", name), 0)
            .on(Deposited.class, (sum, event) -> {
                folded.incrementAndGet();
                return sum + event.amount();
            });

    private final FastTime time = new FastTime();
    private final Random random = new Random(7);
    private final InMemoryEventStore store = new InMemoryEventStore();
    private Espalier espalier = open(Retry.times(10));

    @AfterEach
    void close() {
        store.close();
    }

    private Espalier.Builder builder(Retry retry) {
        return Espalier.on(store)
                .handle(Deposit.class, Deposit::account, account, (deposit, sum) -> {
                    decided.incrementAndGet();
                    if (faster.getAndDecrement() > 0) somebodyDeposits(deposit.account(), 1);
                    return List.of(new Deposited(deposit.account(), deposit.amount()));
                })
                .decide(Sum.class, (command, states) -> {
                    decided.incrementAndGet();
                    int sum = states.of(bank, "ours");
                    states.of(account, command.account());
                    if (faster.getAndDecrement() > 0) somebodyDeposits("elsewhere", 1);
                    return List.of(new Deposited(command.account(), sum));
                })
                .retry(retry)
                .waiting(time, bound -> (long) (random.nextDouble() * bound));
    }

    private Espalier open(Retry retry) {
        return builder(retry).open();
    }

    private void somebodyDeposits(String id, int amount) {
        espalier.eventStoreService()
                .append(account.stream(id), ExpectedVersion.any(), List.of(new Deposited(id, amount)));
    }

    private void history(int events) {
        var past = IntStream.rangeClosed(1, events)
                .mapToObj(number -> new Deposited("one", 1))
                .toList();
        espalier.eventStoreService().append(account.stream("one"), ExpectedVersion.any(), past);
    }

    private List<Integer> amounts() {
        var amounts = new ArrayList<Integer>();
        espalier.eventStoreService()
                .read(Query.all())
                .forEach(event -> amounts.add(((Deposited) event.event()).amount()));
        return amounts;
    }

    @Test
    void a_further_try_reads_and_folds_only_what_is_new() {
        history(1_000);
        faster.set(3);

        espalier.send(new Deposit("one", 5));

        assertThat(decided).hasValue(4);
        assertThat(folded).hasValue(1_003);
        assertThat(espalier.eventStoreService().version(account.stream("one"))).isEqualTo(1_004);
    }

    @Test
    void so_does_one_of_a_decision_over_many_streams() {
        history(500);
        faster.set(2);

        espalier.send(new Sum("sum"));

        assertThat(folded).hasValue(502);
        assertThat(amounts()).endsWith(1, 1, 502);
    }

    @Test
    void after_so_many_tries_the_last_conflict_is_told_and_nothing_is_stored() {
        history(1);
        faster.set(100);
        espalier = open(Retry.times(4));

        assertThatThrownBy(() -> espalier.send(new Deposit("one", 5))).isInstanceOf(ConflictException.class);

        assertThat(decided).hasValue(4);
        assertThat(amounts()).containsOnly(1);
    }

    @Test
    void after_so_long_a_time_the_last_conflict_is_told() {
        history(1);
        faster.set(Integer.MAX_VALUE);
        espalier = open(Retry.times(1_000_000).within(Duration.ofSeconds(1)).pausing(Duration.ofMillis(40)));

        assertThatThrownBy(() -> espalier.send(new Deposit("one", 5))).isInstanceOf(ConflictException.class);

        assertThat(time.now - 1_000_000_000).isBetween(900_000_000L, 1_000_000_000L);
        assertThat(decided.get()).isLessThan(1_000);
    }

    @Test
    void the_second_try_comes_at_once_and_pauses_grow_by_chance_up_to_the_longest() {
        history(1);
        faster.set(30);
        espalier = open(Retry.times(100).pausing(Duration.ofMillis(20)));

        espalier.send(new Deposit("one", 5));

        assertThat(time.pauses).hasSize(29).doesNotHaveDuplicates();
        for (int i = 0; i < time.pauses.size(); i++)
            assertThat(time.pauses.get(i)).isBetween(Duration.ZERO, Duration.ofMillis(Math.min(20, 1L << i)));
        assertThat(time.pauses).anyMatch(pause -> pause.compareTo(Duration.ofMillis(10)) > 0);
    }

    @Test
    void listeners_hear_of_every_further_try_and_one_that_throws_harms_nobody() {
        history(1);
        faster.set(3);
        var heard = new ArrayList<String>();
        espalier = builder(Retry.times(10))
                .onRetry((command, conflict, tries) -> {
                    throw new IllegalStateException("bad listener");
                })
                .onRetry((command, conflict, tries) -> heard.add(command + " " + tries + " " + conflict.actual()))
                .open();

        espalier.send(new Deposit("one", 5));

        String command = new Deposit("one", 5).toString();
        assertThat(heard).containsExactly(command + " 1 2", command + " 2 3", command + " 3 4");
        espalier.send(new Deposit("one", 5));
        assertThat(heard).hasSize(3);
    }

    @Test
    void an_interrupted_thread_tries_no_more_and_stays_interrupted() {
        history(1);
        faster.set(5);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> espalier.send(new Deposit("one", 5))).isInstanceOf(ConflictException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(decided).hasValue(1);
    }

    @Test
    void one_that_is_interrupted_while_it_pauses_does_so_too() {
        history(1);
        faster.set(5);
        espalier = builder(Retry.times(10))
                .waiting(
                        new Waiting() {
                            @Override
                            public long nanoTime() {
                                return 0;
                            }

                            @Override
                            public void pause(Duration length) throws InterruptedException {
                                throw new InterruptedException("now");
                            }
                        },
                        bound -> 0)
                .open();

        assertThatThrownBy(() -> espalier.send(new Deposit("one", 5))).isInstanceOf(ConflictException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(decided).hasValue(2);
    }

    @Test
    void a_stream_that_must_not_exist_is_decided_once() {
        faster.set(1);

        assertThatThrownBy(() -> espalier.send(new Deposit("new", 5))).isInstanceOf(ConflictException.class);

        assertThat(decided).hasValue(1);
        assertThat(amounts()).containsExactly(1);
    }

    /** Axon 5: a command that was refused for a conflict had updated its synchronous projection all the same. */
    @Test
    void services_hear_of_the_try_that_succeeds_and_of_no_other() {
        var rows = new ArrayList<Integer>();
        espalier = builder(Retry.times(10))
                .update(service((event, transaction) -> rows.add(event.amount()) ? 1 : 0))
                .open();
        history(1);
        rows.clear();
        faster.set(3);

        espalier.send(new Deposit("one", 5));

        assertThat(rows).containsExactly(1, 1, 1, 5);
        assertThat(amounts()).containsExactly(1, 1, 1, 1, 5);
    }

    /** Occurrent: the retry also covered those who listen, so one command appended two events. */
    @Test
    void what_fails_after_the_commit_makes_no_command_append_twice() {
        var conflict = new ConflictException(account.stream("one"), ExpectedVersion.exactly(1), 2);
        espalier = builder(Retry.times(10))
                .update(service((event, transaction) -> {
                    transaction.afterCommit(() -> {
                        throw conflict;
                    });
                    return 1;
                }))
                .open();
        history(1);

        espalier.send(new Deposit("one", 5));

        assertThat(decided).hasValue(1);
        assertThat(amounts()).containsExactly(1, 5);
    }

    @Test
    void a_conflict_that_a_service_throws_is_a_failure_and_not_tried_again() {
        var conflict = new ConflictException(account.stream("one"), ExpectedVersion.exactly(1), 2);
        espalier = builder(Retry.times(10))
                .update(service((event, transaction) -> {
                    if (event.amount() == 5) throw conflict;
                    return 1;
                }))
                .open();
        history(1);

        assertThatThrownBy(() -> espalier.send(new Deposit("one", 5))).isInstanceOf(SnapshotUpdateException.class);

        assertThat(decided).hasValue(1);
        assertThat(amounts()).containsExactly(1);
    }

    private static SnapshotUpdateService service(SnapshotUpdateService.Update<Deposited> update) {
        return new SnapshotUpdateService("rows") {
            {
                on(Deposited.class, update);
            }
        };
    }

    @Test
    void a_rule_that_cannot_be_meant_is_refused() {
        assertThatThrownBy(() -> Retry.times(0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("tries '0'");
        assertThatThrownBy(() -> Retry.times(1).within(Duration.ZERO)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Retry.times(1).pausing(Duration.ofMillis(-1)))
                .isInstanceOf(InvalidInputException.class);
    }
}
