package dev.espalier.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What came of each line on each store, collected over all test classes of one run and written at its end. */
final class ConformanceReport implements AutoCloseable {
    private static final String DEFAULT = "target/conformance.txt";

    private static final class Column {
        final Map<String, Outcome> lines = new TreeMap<>();
        final Set<String> failures = new TreeSet<>();
        final Set<Capability> absent = EnumSet.noneOf(Capability.class);

        Outcome of(String line) {
            if (Contract.BENCHMARKS.contains(line)) return Outcome.BENCHMARK;
            if (!Suites.LINES.contains(line)) return Outcome.OPEN;
            return lines.getOrDefault(line, Outcome.NOT_RUN);
        }
    }

    private final Path file;
    private final int rounds;
    private final Map<String, Column> columns = new TreeMap<>();

    private ConformanceReport(Path file, int rounds) {
        this.file = file;
        this.rounds = rounds;
    }

    /** Written to a file of the build, or where {@code -Dconformance.report} says. */
    static ConformanceReport to(Optional<String> path, int rounds) {
        return new ConformanceReport(Path.of(path.orElse(DEFAULT)), rounds);
    }

    synchronized void declared(String store, Set<Capability> absent) {
        column(store).absent.addAll(absent);
    }

    synchronized void record(String store, Set<String> lines, Outcome outcome, String test) {
        Column column = column(store);
        for (String line : lines) column.lines.merge(line, outcome, Outcome::and);
        if (outcome == Outcome.FAILED) column.failures.add(test);
    }

    private Column column(String store) {
        return columns.computeIfAbsent(store, name -> new Column());
    }

    @Override
    public synchronized void close() {
        try {
            if (file.getParent() != null) Files.createDirectories(file.getParent());
            Files.writeString(file, text());
        } catch (IOException e) {
            throw new UncheckedIOException("the conformance report could not be written to " + file, e);
        }
    }

    private String text() {
        int width =
                Contract.LINES.values().stream().mapToInt(String::length).max().orElse(0);
        var text = new StringBuilder("Conformance to the store contract of Espalier\n\n");
        row(text, width, "line", "", columns.keySet().stream().toList());
        for (String line : Contract.numbers()) {
            var cells = columns.values().stream()
                    .map(column -> column.of(line).words)
                    .toList();
            row(text, width, line, Contract.LINES.get(line), cells);
        }
        text.append('\n');
        for (Outcome outcome : Outcome.values()) {
            var counts = columns.values().stream()
                    .map(column -> String.valueOf(count(column, outcome)))
                    .toList();
            if (!counts.stream().allMatch("0"::equals)) row(text, width, "", outcome.words, counts);
        }
        columns.forEach((name, column) -> notes(text, name, column));
        return text.append("\nRounds ")
                .append(rounds)
                .append(", repeatable with -Dseed=")
                .append(Oracle.SEED)
                .append('\n')
                .toString();
    }

    private static long count(Column column, Outcome outcome) {
        return Contract.numbers().stream()
                .filter(line -> column.of(line) == outcome)
                .count();
    }

    private void row(StringBuilder text, int width, String number, String words, List<String> cells) {
        text.append(pad(number, 5)).append(pad(words, width + 2));
        var names = columns.keySet().iterator();
        var row = cells.stream()
                .map(cell -> pad(cell, Math.max(names.next().length(), Outcome.DECLARED_ABSENT.words.length()) + 2))
                .collect(Collectors.joining());
        text.append(row.stripTrailing()).append('\n');
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static void notes(StringBuilder text, String name, Column column) {
        if (!column.absent.isEmpty())
            text.append('\n')
                    .append(name)
                    .append(" declares absent: ")
                    .append(Arrays.stream(Capability.values())
                            .filter(column.absent::contains)
                            .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        if (!column.failures.isEmpty()) text.append('\n').append(name).append(" fails:\n");
        for (String test : column.failures) text.append("  ").append(test).append('\n');
    }
}
