package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.TestExecutionResult.Status.ABORTED;
import static org.junit.platform.engine.TestExecutionResult.Status.FAILED;
import static org.junit.platform.engine.TestExecutionResult.Status.SUCCESSFUL;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit fails where it must, at the lines meant, and nowhere else. */
@Order(4)
class KitTest {
    /** A race may be lost by chance; that often in a row it is not. */
    private static final int ATTEMPTS = 20;

    @TempDir
    private Path folder;

    @Test
    void a_good_store_passes_every_test_and_none_is_skipped() throws Exception {
        Path report = folder.resolve("conformance.txt");

        KitRun run = KitRun.of(Fault.NONE, List.of(), report);

        assertThat(run.ended(FAILED)).isEmpty();
        assertThat(run.ended(ABORTED)).isEmpty();
        assertThat(run.skipped).isEmpty();
        assertThat(run.tests).hasSize(tests().size());
        assertThat(Files.readAllLines(report))
                .anyMatch(line -> line.matches("1 +A new store.* held"))
                .anyMatch(line -> line.matches("76 +Random oracle.* held in part"))
                .anyMatch(line -> line.matches("104 .* open"))
                .anyMatch(line -> line.matches("105 .* benchmark"))
                .noneMatch(line -> line.endsWith(" failed") || line.endsWith(" not run"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    @EnabledIfSystemProperty(
            named = "rounds",
            matches = "[3-9]|[0-9]{2,}",
            disabledReason = "Every fault of a store is planted from three rounds on: -Drounds=3")
    void a_fault_fails_at_its_lines(Fault fault) {
        var missing = new TreeSet<>(fault.lines);
        for (int attempt = 0; attempt < ATTEMPTS && !missing.isEmpty(); attempt++) {
            KitRun run = KitRun.of(fault, missing, folder.resolve("report.txt"));
            assertThat(run.skipped).isEmpty();
            assertThat(run.ended(ABORTED)).isEmpty();
            missing.removeAll(run.failedLines);
        }
        assertThat(missing).as("lines that did not notice %s", fault).isEmpty();
    }

    static Stream<Fault> faults() {
        return Arrays.stream(Fault.values()).filter(fault -> !fault.lines.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("idlers")
    void a_store_that_honours_nothing_fails_every_test(Fault idler) {
        KitRun run = KitRun.of(idler, List.of(), folder.resolve("report.txt"));

        assertThat(run.ended(SUCCESSFUL)).isEmpty();
        assertThat(run.ended(ABORTED)).isEmpty();
        assertThat(run.skipped).isEmpty();
        assertThat(run.tests).hasSize(tests().size());
    }

    static Stream<Fault> idlers() {
        return Stream.of(Fault.IDLE, Fault.IDLE_AND_ALL_ABSENT, Fault.THROWING);
    }

    @Test
    void every_test_carries_a_line_of_the_contract() {
        assertThat(tests()).allSatisfy(test -> {
            assertThat(test.isAnnotationPresent(Line.class)).as("%s", test).isTrue();
            assertThat(Contract.numbers())
                    .contains(test.getAnnotation(Line.class).value());
        });
    }

    @Test
    void every_line_is_proved_or_known_to_be_open() {
        var open = Contract.numbers().stream()
                .filter(line -> !Suites.LINES.contains(line))
                .toList();
        assertThat(open).containsExactly("104", "105", "106", "107");
    }

    @Test
    void every_line_that_is_proved_is_failed_by_a_store_that_is_broken_on_purpose() {
        var noticed = Arrays.stream(Fault.values())
                .flatMap(fault -> fault.lines.stream())
                .collect(Collectors.toSet());
        // Killed processes need a store that outlives them; the example's store runs that test.
        assertThat(noticed).containsAll(except(Suites.LINES, "37"));
    }

    private static Set<String> except(Set<String> lines, String... others) {
        var left = new TreeSet<>(lines);
        left.removeAll(Set.of(others));
        return left;
    }

    private static List<java.lang.reflect.Method> tests() {
        return Suites.ALL.stream()
                .flatMap(suite -> Arrays.stream(suite.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .toList();
    }
}
