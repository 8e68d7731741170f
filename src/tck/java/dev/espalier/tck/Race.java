package dev.espalier.store.contract;

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
    /** What one racer does. */
    @FunctionalInterface
    public interface Racer<T> {
        T run(int racer) throws Exception;
    }

    /** Every outcome, of the winners and of the others. */
    public record Outcomes<T>(List<T> won, List<Throwable> lost) {}

    private Race() {}

    /** Runs the racers in threads of their own; fails when one does not come back within a minute. */
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
