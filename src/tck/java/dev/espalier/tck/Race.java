package dev.espalier.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets racers go at one moment and counts every outcome. */
public final class Race {
    /**
     * What one racer does.
     *
     * @param <T> what comes out of it
     */
    @FunctionalInterface
    public interface Racer<T> {
        /**
         * Runs in a thread of its own, once all racers are ready.
         *
         * @param racer its number, from 0
         * @return counted as won
         * @throws Exception counted as lost
         */
        T run(int racer) throws Exception;
    }

    /**
     * Every outcome.
     *
     * @param <T> what a racer returns
     * @param won what was returned, in the order of the racers
     * @param lost what was thrown, in the order of the racers
     */
    public record Outcomes<T>(List<T> won, List<Throwable> lost) {}

    private Race() {}

    /**
     * Runs the racers; a guard against a hang fails when one does not come back within a minute.
     *
     * @param <T> what a racer returns
     * @param racers how many
     * @param racer what each of them does
     * @return what came out
     * @throws Exception when a racer hangs
     */
    public static <T> Outcomes<T> run(int racers, Racer<T> racer) throws Exception {
        var threads = Executors.newFixedThreadPool(racers);
        try {
            var start = new CyclicBarrier(racers);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                int number = i;
                Callable<T> task = () -> {
                    start.await();
                    return racer.run(number);
                };
                running.add(threads.submit(task));
            }
            var outcomes = new Outcomes<T>(new ArrayList<>(), new ArrayList<>());
            for (Future<T> each : running) {
                try {
                    outcomes.won.add(each.get(1, TimeUnit.MINUTES));
                } catch (ExecutionException e) {
                    outcomes.lost.add(e.getCause());
                }
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
