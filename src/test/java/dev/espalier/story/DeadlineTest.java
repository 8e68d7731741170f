package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DeadlineExceededException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.story.Counting.Counted;
import dev.espalier.tck.StoreFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller that has little time, or is told to stop, gets an answer, and nothing is stored half. */
@ParameterizedClass
@EnumSource(Stores.class)
class DeadlineTest {
    private static final StreamId ONE = Counting.AGGREGATE.stream("one");
    private static final Duration LITTLE = Duration.ofMillis(20);
    private static final Duration ENOUGH = Duration.ofMinutes(10);
    /** More than there are connections. */
    private static final int OFTEN = 12;

    private record Count(String counter) implements Command {}

    private record CountUnlocked(String counter) implements Command {}

    /** Its service stays inside until it is let go on. */
    private record CountAndStay(String counter) implements Command {}

    @Parameter
    Stores stores;

    private final AtomicLong passed = new AtomicLong();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger undone = new AtomicInteger();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Runnable whileDeciding = () -> {};
    private Runnable whileServing = () -> {};
    private Runnable whenStored = () -> {};
    private StoreFixture fixture;
    private Espalier espalier;

    /** Passes by itself, and faster when a test says so. */
    private final Waiting time = new Waiting() {
        @Override
        public long nanoTime() {
            return System.nanoTime() + passed.get();
        }

        @Override
        public void pause(Duration length) {
            passed.addAndGet(length.toNanos());
        }
    };

    @BeforeEach
    void open() throws Exception {
        fixture = stores.fixture();
        espalier = Espalier.on(fixture.open())
                .handle(Count.class, Count::counter, Counting.AGGREGATE, (command, count) -> {
                    whileDeciding.run();
                    return List.of(new Counted(command.counter(), count + 1));
                })
                .handle(
                        CountUnlocked.class,
                        CountUnlocked::counter,
                        Counting.AGGREGATE,
                        Load.UNLOCKED,
                        (command, count) -> {
                            whileDeciding.run();
                            return List.of(new Counted(command.counter(), count + 1));
                        })
                .handle(
                        CountAndStay.class,
                        CountAndStay::counter,
                        Counting.AGGREGATE,
                        (command, count) -> List.of(new Counted(command.counter(), -1)))
                .update(new Serving())
                .waiting(time, bound -> bound - 1)
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)).pausing(Duration.ofSeconds(5)))
                .open();
    }

    @AfterEach
    void close() throws Exception {
        goOn.countDown();
        espalier.close();
        fixture.close();
    }

    private final class Serving extends SnapshotUpdateService {
        Serving() {
            super("serving");
            on(Counted.class, this::serve);
        }

        private int serve(Counted event, Transaction transaction) {
            transaction.onRollback(undone::incrementAndGet);
            transaction.afterCommit(() -> whenStored.run());
            served.incrementAndGet();
            if (event.number() == -1) stay();
            else whileServing.run();
            return 1;
        }

        private void stay() {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    private long version() {
        return espalier.eventStoreService().version(ONE);
    }

    private FutureTask<Receipt> somebodyStaysInTheMiddle() throws InterruptedException {
        var first = new FutureTask<>(() -> espalier.send(new CountAndStay("one")));
        new Thread(first).start();
        inside.await();
        return first;
    }

    @Test
    void a_command_that_has_time_is_handled_as_ever() {
        assertThat(espalier.within(ENOUGH).send(new Count("one")).version()).isEqualTo(1);
        assertThat(espalier.within(ENOUGH).send(new CountUnlocked("one")).version())
                .isEqualTo(2);
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void who_waits_for_a_lock_gives_up_in_time_and_gives_the_connection_back() throws Exception {
        FutureTask<Receipt> first = somebodyStaysInTheMiddle();

        for (int i = 0; i < OFTEN; i++) {
            var command = i % 2 == 0 ? new Count("one") : new CountUnlocked("one");
            assertThatThrownBy(() -> espalier.within(LITTLE).send(command))
                    .isInstanceOfSatisfying(
                            DeadlineExceededException.class,
                            exceeded -> assertThat(exceeded.atMost()).isEqualTo(LITTLE))
                    .hasMessageContaining("nothing was stored");
        }
        assertThat(version()).isZero();

        goOn.countDown();
        assertThat(first.get(1, TimeUnit.MINUTES).version()).isEqualTo(1);
        assertThat(espalier.within(ENOUGH).send(new Count("one")).version()).isEqualTo(2);
    }

    @Test
    void a_decision_that_took_too_long_is_not_stored_and_no_service_hears_of_it() {
        whileDeciding = () -> pass(ENOUGH);

        for (var command : List.of(new Count("one"), new CountUnlocked("one")))
            assertThatThrownBy(() -> espalier.within(ENOUGH).send(command))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasNoCause();

        assertThat(served).hasValue(0);
        assertThat(version()).isZero();
    }

    @Test
    void what_a_service_did_is_undone_when_it_took_too_long() {
        whileServing = () -> pass(ENOUGH);

        assertThatThrownBy(() -> espalier.within(ENOUGH).send(new Count("one")))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(served).hasValue(1);
        assertThat(undone).hasValue(1);
        assertThat(version()).isZero();
        whileServing = () -> {};
        assertThat(espalier.within(ENOUGH).send(new Count("one")).version()).isEqualTo(1);
    }

    @Test
    void no_further_try_begins_for_which_there_is_no_time() {
        espalier.send(new Count("one"));
        whileDeciding =
                () -> espalier.eventStoreService().append(ONE, ExpectedVersion.any(), List.of(new Counted("one", 1)));

        assertThatThrownBy(() -> espalier.within(Duration.ofSeconds(30)).send(new CountUnlocked("one")))
                .isInstanceOf(DeadlineExceededException.class)
                .hasCauseInstanceOf(ConflictException.class);
    }

    @Test
    void what_takes_long_once_it_is_stored_harms_nobody() {
        whenStored = () -> pass(ENOUGH);

        assertThat(espalier.within(ENOUGH).send(new Count("one")).version()).isEqualTo(1);
    }

    @Test
    void a_thread_that_is_interrupted_while_it_waits_stores_all_or_nothing_and_stays_interrupted() throws Exception {
        FutureTask<Receipt> first = somebodyStaysInTheMiddle();
        var stayed = new AtomicInteger();
        var second = new FutureTask<>(() -> {
            try {
                return espalier.send(new Count("one")).version();
            } catch (StoreUnavailableException stopped) {
                return 0L;
            } finally {
                if (Thread.interrupted()) stayed.incrementAndGet();
            }
        });
        var waiting = new Thread(second);
        waiting.start();
        waiting.interrupt();
        // the driver of a server lets nobody wake whom the server keeps waiting
        if (stores.wakes()) assertThat(second.get(1, TimeUnit.MINUTES)).isZero();
        goOn.countDown();

        assertThat(first.get(1, TimeUnit.MINUTES).version()).isEqualTo(1);
        long stored = second.get(1, TimeUnit.MINUTES);
        assertThat(stayed).hasValue(1);
        assertThat(version()).isEqualTo(stored == 0 ? 1 : 2);
        assertThat(espalier.send(new Count("one")).version()).isEqualTo(version());
    }

    @Test
    void no_time_at_all_is_refused() {
        assertThatThrownBy(() -> espalier.within(Duration.ZERO).send(new Count("one")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be more than 0");
    }
}
