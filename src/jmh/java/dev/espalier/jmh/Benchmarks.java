package dev.espalier.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs JMH in rounds and prints each {@code ours…} as a ratio to the {@code floor…} of the same round: median, minimum and
 * maximum. What has no floor is compared with itself at the smallest parameter.
 */
public final class Benchmarks {
    private record Figure(double speed, double bytes) {}

    private final Map<String, List<Figure>> figures = new TreeMap<>();
    private final Map<String, String> floors = new TreeMap<>();

    private Benchmarks() {}

    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
        Options options = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        var benchmarks = new Benchmarks();
        for (int round = Integer.getInteger("rounds", 1); round > 0; round--) benchmarks.add(new Runner(options).run());
        benchmarks.print();
    }

    private void add(Collection<RunResult> results) {
        for (RunResult result : results) {
            BenchmarkParams run = result.getParams();
            String method = run.getBenchmark().substring("dev.espalier.jmh.".length());
            var parameters = new TreeMap<String, String>();
            for (String key : run.getParamsKeys()) parameters.put(key, run.getParam(key));
            String name = method + (parameters.isEmpty() ? "" : " " + parameters);
            Result<?> speed = result.getPrimaryResult();
            Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            figures.computeIfAbsent(name, none -> new ArrayList<>())
                    .add(new Figure(
                            speed.getScoreUnit().startsWith("ops") ? speed.getScore() : 1 / speed.getScore(),
                            bytes.getScore()));
            floors.put(name, name.replace(".ours", ".floor"));
        }
    }

    private String floor(String name) {
        String floor = floors.get(name);
        if (figures.containsKey(floor)) return floor;
        return name.replaceAll("stored=\\d+", "stored=1000");
    }

    private void print() {
        System.out.printf("%n%-64s %-26s %s%n", "", "times the floor", "bytes more");
        for (String name : figures.keySet()) {
            String floor = floor(name);
            if (floor.equals(name)) continue;
            List<Figure> ours = figures.get(name);
            List<Figure> base = Objects.requireNonNull(figures.get(floor), floor);
            double[] ratios = new double[ours.size()];
            double[] more = new double[ours.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = ours.get(i).speed / base.get(i).speed;
                more[i] = ours.get(i).bytes - base.get(i).bytes;
            }
            Arrays.sort(ratios);
            Arrays.sort(more);
            int middle = ratios.length / 2;
            System.out.printf(
                    Locale.ROOT,
                    "%-64s x%.2f [%.2f..%.2f]        %8.0f%n",
                    name,
                    ratios[middle],
                    ratios[0],
                    ratios[ratios.length - 1],
                    more[middle]);
        }
    }
}
