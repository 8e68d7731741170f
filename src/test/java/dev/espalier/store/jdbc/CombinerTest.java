package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.infrastructure.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who works for whom, step by step: each lane stops before it takes its batch and before it answers, until it is told to go on. */
class CombinerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration STUCK = Duration.ofMillis(20);
    private static final long MOMENT = STUCK.toNanos() - 1;

    /** A lane at work, as the test sees it. */
    private static final class Run {
        private final Thread thread = Thread.currentThread();
        private final List<String> batch = new ArrayList<>();
        private final CountDownLatch mayTake = new CountDownLatch(1);
        private final CountDownLatch taken = new CountDownLatch(1);
        private final CountDownLatch mayAnswer = new CountDownLatch(1);

        private List<String> take() {
            mayTake.countDown();
            await(taken);
            return batch;
        }

        private void answer() {
            take();
            mayAnswer.countDown();
        }
    }

    private final LinkedBlockingQueue<Run> runs = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private int most = 64;
    private volatile long time;
    private Consumer<Run> connecting = run -> {};

    @AfterEach
    void allEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(runs).isEmpty();
    }

    private Combiner<String, String> combiner(int lanes, Duration patience) {
        return new Combiner<>(lanes, patience, STUCK, () -> time, queue -> {
            var run = new Run();
            runs.add(run);
            await(run.mayTake);
            connecting.accept(run);
            queue.take(request -> run.batch.size() < most && run.batch.add(request));
            run.taken.countDown();
            await(run.mayAnswer);
            return run.batch.stream().map(each -> each + " done").toList();
        });
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private Run started() throws InterruptedException {
        Run run = runs.poll(1, TimeUnit.MINUTES);
        assertThat(run).isNotNull();
        return run;
    }

    /** Asks in a thread of its own, named as the request. */
    private CompletableFuture<String> ask(Combiner<String, String> combiner, String request) {
        var answer = new CompletableFuture<String>();
        var thread = new Thread(
                () -> {
                    try {
                        answer.complete(combiner.submit(request));
                    } catch (Throwable failure) {
                        answer.completeExceptionally(failure);
                    }
                },
                request);
        threads.add(thread);
        thread.start();
        return answer;
    }

    /** Asks, and returns when the request is in the queue. */
    private CompletableFuture<String> queue(Combiner<String, String> combiner, String request) {
        CompletableFuture<String> answer = ask(combiner, request);
        Thread thread = thread(request);
        while (thread.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        return answer;
    }

    private Thread thread(String request) {
        return threads.stream()
                .filter(each -> each.getName().equals(request))
                .findFirst()
                .orElseThrow();
    }

    private static String of(CompletableFuture<String> answer) throws Exception {
        return answer.get(1, TimeUnit.MINUTES);
    }

    private static Throwable failure(CompletableFuture<String> answer) {
        return catchThrowable(() -> of(answer)).getCause();
    }

    @Test
    void one_caller_works_alone_at_once_in_its_own_thread() throws Exception {
        var combiner = combiner(2, PATIENCE);
        var answer = ask(combiner, "a");
        Run run = started();
        assertThat(run.take()).containsExactly("a");
        assertThat(run.thread.getName()).isEqualTo("a");
        run.answer();
        assertThat(of(answer)).isEqualTo("a done");
    }

    @Test
    void those_who_wait_are_done_together_by_the_first_of_them_and_each_gets_its_own_answer() throws Exception {
        var combiner = combiner(1, PATIENCE);
        var a = ask(combiner, "a");
        Run first = started();
        first.take();
        var b = queue(combiner, "b");
        var c = queue(combiner, "c");
        var d = queue(combiner, "d");
        first.answer();
        Run second = started();
        assertThat(second.thread.getName()).isEqualTo("b");
        assertThat(second.take()).containsExactly("b", "c", "d");
        second.answer();
        assertThat(List.of(of(a), of(b), of(c), of(d))).containsExactly("a done", "b done", "c done", "d done");
    }

    @Test
    void callers_queue_while_a_lane_is_at_work_as_two_would_share_them_between_them() throws Exception {
        var combiner = combiner(2, PATIENCE);
        var a = ask(combiner, "a");
        Run first = started();
        first.take();
        var b = queue(combiner, "b");
        time += MOMENT;
        var c = queue(combiner, "c");
        assertThat(runs).isEmpty();
        first.answer();
        Run second = started();
        of(a);
        time += MOMENT;
        assertThat(second.take()).containsExactly("b", "c");
        second.answer();
        assertThat(List.of(of(a), of(b), of(c))).containsExactly("a done", "b done", "c done");
    }

    @Test
    void a_spare_lane_works_for_those_who_wait_behind_one_that_does_not_move() throws Exception {
        var combiner = combiner(2, PATIENCE);
        var a = ask(combiner, "a");
        Run stuck = started();
        stuck.take();
        var b = queue(combiner, "b");
        time += STUCK.toNanos();
        Run spare = started();
        assertThat(spare.take()).containsExactly("b");
        var c = queue(combiner, "c");
        var d = queue(combiner, "d");
        spare.answer();
        assertThat(of(b)).isEqualTo("b done");
        Run next = started();
        assertThat(next.take()).containsExactly("c", "d");
        next.answer();
        assertThat(List.of(of(c), of(d))).containsExactly("c done", "d done");
        time += STUCK.toNanos();
        var e = ask(combiner, "e");
        started().answer();
        assertThat(of(e)).isEqualTo("e done");
        assertThat(a).isNotDone();
        stuck.answer();
        assertThat(of(a)).isEqualTo("a done");
    }

    @Test
    void a_lane_that_gets_no_connection_is_passed_by_as_well() throws Exception {
        var combiner = combiner(2, PATIENCE);
        var a = ask(combiner, "a");
        Run stuck = started();
        var b = queue(combiner, "b");
        time += STUCK.toNanos();
        started().answer();
        assertThat(of(b)).isEqualTo("b done");
        stuck.answer();
        assertThat(of(a)).isEqualTo("a done");
    }

    @Test
    void the_next_batch_waits_for_those_whom_the_last_one_has_answered() throws Exception {
        var combiner = combiner(2, PATIENCE);
        var a = ask(combiner, "a");
        Run first = started();
        var b = queue(combiner, "b");
        assertThat(first.take()).containsExactly("a", "b");
        var c = queue(combiner, "c");
        time += MOMENT;
        first.answer();
        Run second = started();
        second.mayTake.countDown();
        List.of(of(a), of(b));
        var again = ask(combiner, "a again");
        assertThat(second.taken.getCount()).isEqualTo(1);
        var andAgain = ask(combiner, "b again");
        assertThat(second.take()).containsExactlyInAnyOrder("c", "a again", "b again");
        second.answer();
        assertThat(List.of(of(c), of(again), of(andAgain))).allMatch(each -> each.endsWith("done"));
    }

    @Test
    void those_who_do_not_come_back_are_waited_for_no_longer_than_a_quarter_of_what_the_last_batch_took()
            throws Exception {
        var combiner = combiner(2, PATIENCE);
        var a = ask(combiner, "a");
        Run first = started();
        first.take();
        var b = queue(combiner, "b");
        time += MOMENT;
        first.answer();
        Run second = started();
        of(a);
        time += MOMENT / 4;
        assertThat(second.take()).containsExactly("b");
        second.answer();
        assertThat(of(b)).isEqualTo("b done");
    }

    @Test
    void who_comes_while_a_lane_gets_its_connection_still_joins_its_batch() throws Exception {
        var combiner = combiner(1, PATIENCE);
        var a = ask(combiner, "a");
        Run run = started();
        var b = queue(combiner, "b");
        assertThat(run.take()).containsExactly("a", "b");
        run.answer();
        assertThat(List.of(of(a), of(b))).containsExactly("a done", "b done");
    }

    @Test
    void what_does_not_fit_stays_first_in_the_queue() throws Exception {
        most = 2;
        var combiner = combiner(1, PATIENCE);
        var a = ask(combiner, "a");
        Run first = started();
        first.take();
        var b = queue(combiner, "b");
        var c = queue(combiner, "c");
        var d = queue(combiner, "d");
        first.answer();
        Run second = started();
        assertThat(second.take()).containsExactly("b", "c");
        second.answer();
        Run third = started();
        assertThat(third.thread.getName()).isEqualTo("d");
        assertThat(third.take()).containsExactly("d");
        third.answer();
        assertThat(List.of(of(a), of(b), of(c), of(d))).allMatch(each -> each.endsWith("done"));
    }

    @Test
    void a_failure_before_the_batch_is_taken_is_for_its_caller_alone_and_the_next_goes_on() throws Exception {
        var combiner = combiner(1, PATIENCE);
        connecting = run -> {
            if (run.thread.getName().equals("a")) throw new StoreUnavailableException("no connection", null);
        };
        var a = ask(combiner, "a");
        Run first = started();
        var b = queue(combiner, "b");
        first.mayTake.countDown();
        assertThat(failure(a)).isInstanceOf(StoreUnavailableException.class).hasMessageContaining("no connection");
        Run second = started();
        assertThat(second.take()).containsExactly("b");
        second.answer();
        assertThat(of(b)).isEqualTo("b done");
    }

    @Test
    void a_failure_against_the_rules_leaves_nobody_waiting() throws Exception {
        var combiner = new Combiner<String, String>(1, PATIENCE, PATIENCE, queue -> {
            var run = new Run();
            runs.add(run);
            await(run.mayTake);
            queue.take(run.batch::add);
            throw new StackOverflowError("planted");
        });
        var a = ask(combiner, "a");
        Run run = started();
        var b = queue(combiner, "b");
        run.mayTake.countDown();
        assertThat(failure(a)).isInstanceOf(StackOverflowError.class);
        assertThat(failure(b)).isInstanceOf(StoreUnavailableException.class);
        var c = ask(combiner, "c");
        started().mayTake.countDown();
        assertThat(failure(c)).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void who_is_interrupted_in_the_queue_leaves_it_with_the_flag_set_and_was_not_done() throws Exception {
        var combiner = combiner(1, PATIENCE);
        var a = ask(combiner, "a");
        Run first = started();
        first.take();
        var flag = new CompletableFuture<Boolean>();
        var waiting = new Thread(() -> {
            assertThatThrownBy(() -> combiner.submit("b"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("interrupted");
            flag.complete(Thread.currentThread().isInterrupted());
        });
        threads.add(waiting);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        var c = queue(combiner, "c");
        waiting.interrupt();
        assertThat(flag.get(1, TimeUnit.MINUTES)).isTrue();
        first.answer();
        Run second = started();
        assertThat(second.take()).containsExactly("c");
        second.answer();
        assertThat(List.of(of(a), of(c))).containsExactly("a done", "c done");
    }

    @Test
    void who_is_interrupted_once_its_request_is_taken_gets_the_answer_and_keeps_the_flag() throws Exception {
        var combiner = combiner(1, PATIENCE);
        var a = ask(combiner, "a");
        Run run = started();
        var flag = new CompletableFuture<Boolean>();
        var answer = new CompletableFuture<String>();
        var waiting = new Thread(() -> {
            answer.complete(combiner.submit("b"));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        threads.add(waiting);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        assertThat(run.take()).containsExactly("a", "b");
        waiting.interrupt();
        run.answer();
        assertThat(of(answer)).isEqualTo("b done");
        assertThat(flag.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(of(a)).isEqualTo("a done");
    }

    @Test
    void nobody_waits_in_the_queue_longer_than_the_patience() throws Exception {
        var combiner = combiner(1, Duration.ofMillis(20));
        var a = ask(combiner, "a");
        Run first = started();
        first.take();
        var b = queue(combiner, "b");
        time += Duration.ofMillis(20).toNanos();
        assertThat(failure(b)).isInstanceOf(StoreUnavailableException.class).hasMessageContaining("PT0.02S");
        first.answer();
        assertThat(of(a)).isEqualTo("a done");
    }

    @Test
    void under_load_each_request_is_done_once_and_nobody_is_left() throws Exception {
        int callers = 16;
        int each = 2_000;
        var working = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new AtomicInteger();
        var combiner = new Combiner<Integer, Integer>(2, PATIENCE, PATIENCE, queue -> {
            most.accumulateAndGet(working.incrementAndGet(), Math::max);
            var batch = new ArrayList<Integer>();
            queue.take(request -> batch.size() < 5 && batch.add(request));
            done.addAndGet(batch.size());
            working.decrementAndGet();
            return batch.stream().map(request -> -request).toList();
        });
        var all = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < callers; i++) {
            int from = i * each + 1;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        for (int n = from; n < from + each; n++)
                            assertThat(combiner.submit(n)).isEqualTo(-n);
                    },
                    command -> new Thread(command).start()));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
        assertThat(done).hasValue(callers * each);
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }
}
