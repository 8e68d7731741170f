package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who takes a turn with whom, step by step: whoever is named so stays in its turn, or at the end, until it is let go on. */
class TurnsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    /** In the order in which it happened: who began it, then each turn, then how it ended. */
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private final Map<String, CountDownLatch> stays = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> arrived = new ConcurrentHashMap<>();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();
    private int room = 64;

    private final class Shared implements Turns.Round<String, String> {
        private final List<String> served = new ArrayList<>();
        private int taken;

        @Override
        public boolean takes(String member) {
            return taken++ < room;
        }

        @Override
        public void serve(String member) {
            assertThat(Thread.currentThread()).isSameAs(threads.get(member));
            stay(member);
            if (member.startsWith("bad")) throw new IllegalStateException(member);
            served.add(member);
        }

        @Override
        public String finish() {
            stay("end of " + served.get(0));
            if (served.get(0).startsWith("lost")) throw new IllegalStateException("lost");
            told.add(String.join(" ", served));
            return "with " + served.get(0);
        }

        @Override
        public String takeBack() {
            told.add("not " + String.join(" ", served));
            return "alone";
        }
    }

    @AfterEach
    void allEnd() throws InterruptedException {
        stays.values().forEach(CountDownLatch::countDown);
        for (Thread thread : threads.values()) {
            thread.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static Turns<String, String> turns(Duration company) {
        return new Turns<>(company, "alone");
    }

    private static long deadline(Duration left) {
        return System.nanoTime() + left.toNanos();
    }

    private void stay(String where) {
        arrived.computeIfAbsent(where, none -> new CountDownLatch(1)).countDown();
        CountDownLatch until = stays.get(where);
        boolean interrupted = false;
        while (until != null) {
            try {
                assertThat(until.await(1, TimeUnit.MINUTES)).isTrue();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void hold(String where) {
        stays.put(where, new CountDownLatch(1));
    }

    private void goOn(String where) {
        stays.get(where).countDown();
    }

    private void awaitArrival(String where) throws InterruptedException {
        assertThat(arrived.computeIfAbsent(where, none -> new CountDownLatch(1)).await(1, TimeUnit.MINUTES))
                .isTrue();
    }

    private CompletableFuture<String> ask(Turns<String, String> turns, String member) {
        return ask(turns, member, LONG);
    }

    private CompletableFuture<String> ask(Turns<String, String> turns, String member, Duration left) {
        var answer = new CompletableFuture<String>();
        var thread = new Thread(() -> {
            try {
                answer.complete(turns.share(member, deadline(left), new Shared()));
            } catch (Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        threads.put(member, thread);
        thread.start();
        return answer;
    }

    /** Asks, and returns when it is in the queue. */
    private CompletableFuture<String> queue(Turns<String, String> turns, String member) {
        CompletableFuture<String> answer = ask(turns, member);
        while (threads.get(member).getState() != Thread.State.TIMED_WAITING && !answer.isDone()) Thread.onSpinWait();
        return answer;
    }

    private CompletableFuture<String> stayIn(Turns<String, String> turns, String member) throws InterruptedException {
        hold(member);
        CompletableFuture<String> answer = ask(turns, member);
        awaitArrival(member);
        return answer;
    }

    private static String answer(CompletableFuture<String> answer) throws Exception {
        return answer.get(1, TimeUnit.MINUTES);
    }

    @Test
    void who_finds_nobody_is_a_round_by_itself() throws Exception {
        var turns = turns(LONG);
        assertThat(answer(ask(turns, "a"))).isEqualTo("with a");
        assertThat(answer(ask(turns, "b"))).isEqualTo("with b");
        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void those_who_come_meanwhile_take_their_turns_in_their_own_threads_and_are_finished_together() throws Exception {
        var turns = turns(LONG);
        var first = stayIn(turns, "a");
        var others = List.of(queue(turns, "b"), queue(turns, "c"), queue(turns, "d"));
        goOn("a");
        for (var each : others) assertThat(answer(each)).isEqualTo("with a");
        assertThat(answer(first)).isEqualTo("with a");
        assertThat(told).containsExactly("a b c d");
    }

    @Test
    void while_a_round_is_finished_the_next_one_takes_in_who_comes() throws Exception {
        var turns = turns(LONG);
        hold("end of a");
        var first = ask(turns, "a");
        awaitArrival("end of a");
        var second = queue(turns, "b");
        awaitArrival("b");
        var third = ask(turns, "c");
        awaitArrival("c");
        assertThat(second.isDone()).isFalse();
        goOn("end of a");
        assertThat(answer(first)).isEqualTo("with a");
        assertThat(answer(second)).isEqualTo("with b");
        assertThat(answer(third)).isEqualTo("with b");
        assertThat(told).containsExactly("a", "b c");
    }

    @Test
    void nobody_waits_long_for_a_round_that_is_not_finished() throws Exception {
        var turns = turns(SHORT);
        hold("end of a");
        var first = ask(turns, "a");
        awaitArrival("end of a");
        assertThat(answer(ask(turns, "b"))).isIn("with b", "alone"); // alone where the machine was slow
        assertThat(first.isDone()).isFalse();
        goOn("end of a");
        assertThat(answer(first)).isEqualTo("with a");
    }

    @Test
    void for_whom_there_is_no_room_begins_the_next_round() throws Exception {
        var turns = turns(LONG);
        room = 2;
        var first = stayIn(turns, "a");
        var others = List.of(queue(turns, "b"), queue(turns, "c"), queue(turns, "d"));
        goOn("a");
        assertThat(answer(first)).isEqualTo("with a");
        assertThat(answer(others.get(0))).isEqualTo("with a");
        assertThat(answer(others.get(1))).isEqualTo("with c");
        assertThat(answer(others.get(2))).isEqualTo("with c");
        assertThat(told).containsExactlyInAnyOrder("a b", "c d");
    }

    @Test
    void a_turn_that_fails_takes_the_round_back_and_everybody_goes_alone_for_a_while() throws Exception {
        var turns = turns(LONG);
        var first = stayIn(turns, "a");
        hold("c");
        var others = List.of(queue(turns, "b"), queue(turns, "bad"), queue(turns, "c"));
        goOn("a");
        for (var each : List.of(first, others.get(0), others.get(1)))
            assertThat(answer(each)).isEqualTo("alone");
        awaitArrival("c");
        goOn("c");
        assertThat(answer(others.get(2))).isEqualTo("with c");
        assertThat(told).containsExactly("not a b", "c");
    }

    @Test
    void what_the_first_throws_while_it_is_alone_is_its_own_and_the_next_round_begins() throws Exception {
        var turns = turns(LONG);
        var first = stayIn(turns, "bad");
        var lost = queue(turns, "lost");
        room = 1;
        var last = queue(turns, "last");
        goOn("bad");
        for (var each : List.of(first, lost))
            assertThat(each.handle((answer, failure) -> failure).get(1, TimeUnit.MINUTES))
                    .isInstanceOf(IllegalStateException.class);
        assertThat(answer(last)).isEqualTo("with last");
        assertThat(told).containsExactly("last");
    }

    @Test
    void who_would_wait_for_a_slow_turn_goes_alone_and_so_does_who_comes_afterwards() throws Exception {
        var turns = turns(SHORT);
        var slow = stayIn(turns, "slow");
        assertThat(answer(ask(turns, "a"))).isEqualTo("alone");
        assertThat(answer(ask(turns, "b"))).isEqualTo("alone");
        goOn("slow");
        assertThat(answer(slow)).isEqualTo("with slow");
        assertThat(told).containsExactly("slow");
    }

    @Test
    void who_is_interrupted_in_the_queue_goes_alone_and_stays_interrupted() throws Exception {
        var turns = turns(LONG);
        var first = stayIn(turns, "a");
        var flags = new CompletableFuture<Boolean>();
        var thread = new Thread(() -> {
            String answer = turns.share("b", deadline(LONG), new Shared());
            flags.complete(answer.equals("alone") && Thread.currentThread().isInterrupted());
        });
        threads.put("b", thread);
        thread.start();
        thread.interrupt();
        assertThat(flags.get(1, TimeUnit.MINUTES)).isTrue();
        var last = queue(turns, "c");
        goOn("a");
        assertThat(answer(first)).isEqualTo("with a");
        assertThat(answer(last)).isEqualTo("with a");
        assertThat(told).containsExactly("a c");
    }

    @Test
    void who_is_interrupted_after_its_turn_waits_for_the_end() throws Exception {
        var turns = turns(LONG);
        var first = stayIn(turns, "a");
        hold("c");
        var second = queue(turns, "b");
        var third = queue(turns, "c");
        goOn("a");
        awaitArrival("c");
        threads.get("b").interrupt();
        goOn("c");
        for (var each : List.of(first, second, third)) assertThat(answer(each)).isEqualTo("with a");
        assertThat(told).containsExactly("a b c");
    }

    @Test
    void whose_time_is_over_in_the_queue_goes_alone() throws Exception {
        var turns = turns(LONG);
        var first = stayIn(turns, "a");
        assertThat(answer(ask(turns, "b", SHORT))).isEqualTo("alone");
        var last = queue(turns, "c");
        goOn("a");
        for (var each : List.of(first, last)) assertThat(answer(each)).isEqualTo("with a");
        assertThat(told).containsExactly("a c");
    }

    @Test
    void whose_time_is_over_after_its_turn_leaves_and_the_others_go_alone() throws Exception {
        var turns = turns(LONG);
        for (int i = 1; ; i *= 2) {
            var first = stayIn(turns, "a" + i);
            var hurried = ask(turns, "b" + i, SHORT.multipliedBy(i));
            while (threads.get("b" + i).getState() != Thread.State.TIMED_WAITING && !hurried.isDone())
                Thread.onSpinWait();
            hold("c" + i);
            var last = queue(turns, "c" + i);
            goOn("a" + i);
            awaitArrival("c" + i);
            assertThat(answer(hurried)).isEqualTo("alone");
            goOn("c" + i);
            String end = answer(first);
            assertThat(answer(last)).isEqualTo(end);
            if (end.equals("alone")) break; // else it was over before its turn
        }
        assertThat(told.get(told.size() - 1)).matches("not a(\\d+) b\\1 c\\1");
    }

    @Test
    void a_round_is_not_finished_when_the_time_of_its_first_is_over() throws Exception {
        var turns = turns(LONG);
        hold("a");
        var first = ask(turns, "a", SHORT);
        awaitArrival("a");
        var second = queue(turns, "b");
        for (long end = deadline(SHORT); System.nanoTime() - end <= 0; ) Thread.onSpinWait();
        goOn("a");
        assertThat(answer(first)).isEqualTo("alone");
        assertThat(answer(second)).isEqualTo("with b");
        assertThat(told).containsExactlyInAnyOrder("not a", "b");
    }

    @Test
    void whose_time_is_over_while_the_round_is_finished_waits_for_the_end() throws Exception {
        var turns = turns(LONG);
        for (int i = 1; told.stream().noneMatch(each -> each.contains(" ")); i *= 2) {
            var first = stayIn(turns, "a" + i);
            hold("end of a" + i);
            Duration left = SHORT.multipliedBy(i);
            long over = deadline(left);
            var hurried = ask(turns, "b" + i, left);
            while (threads.get("b" + i).getState() != Thread.State.TIMED_WAITING && !hurried.isDone())
                Thread.onSpinWait();
            goOn("a" + i);
            if (!answeredOrAtEnd(first, "end of a" + i)) continue;
            while (System.nanoTime() - over <= 0) Thread.onSpinWait();
            goOn("end of a" + i);
            assertThat(answer(first)).isEqualTo("with a" + i);
            assertThat(answer(hurried)).isIn("with a" + i, "alone"); // alone where it was over before its turn
        }
    }

    /** Whether a round has come to its end, or was taken back before. */
    private boolean answeredOrAtEnd(CompletableFuture<String> answer, String end) {
        CountDownLatch arrival = arrived.computeIfAbsent(end, none -> new CountDownLatch(1));
        while (arrival.getCount() > 0 && !answer.isDone()) Thread.onSpinWait();
        return arrival.getCount() == 0;
    }

    @Test
    void many_threads_get_one_answer_each_and_every_turn_counts_once() throws Exception {
        var turns = turns(LONG);
        var answers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 200; i++) answers.add(ask(turns, "m" + i));
        for (var each : answers) assertThat(answer(each)).startsWith("with m");
        assertThat(String.join(" ", told).split(" ")).hasSize(200).doesNotHaveDuplicates();
    }
}
