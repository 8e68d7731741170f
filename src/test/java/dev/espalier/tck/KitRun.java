package dev.espalier.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** One run of the kit inside a test of the kit. */
final class KitRun implements TestExecutionListener {
    final Map<String, TestExecutionResult> tests = new TreeMap<>();
    final Set<String> failedLines = new TreeSet<>();
    final Set<String> skipped = new TreeSet<>();

    private KitRun() {}

    /** Runs the tests of some lines, or all of them. */
    static KitRun of(Fault fault, Collection<String> lines, Path report) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(FaultyConformance.class))
                .configurationParameter(FaultyConformance.FAULT, fault.name())
                .configurationParameter("rounds", "2")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .configurationParameter("conformance.report", report.toString())
                .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(isOf(test, lines)))
                .build();
        var run = new KitRun();
        try (var session = LauncherFactory.openSession()) {
            session.getLauncher().execute(request, run);
        }
        return run;
    }

    private static boolean isOf(TestDescriptor test, Collection<String> lines) {
        return lines.isEmpty()
                || !test.isTest()
                || linesOf(test.getSource().orElseThrow()).stream().anyMatch(lines::contains);
    }

    private static Set<String> linesOf(TestSource source) {
        Line line = ((MethodSource) source).getJavaMethod().getAnnotation(Line.class);
        return Arrays.stream(line.value()).collect(Collectors.toSet());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest()) return;
        tests.put(test.getUniqueId(), result);
        if (result.getStatus() == TestExecutionResult.Status.FAILED)
            failedLines.addAll(linesOf(test.getSource().orElseThrow()));
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped.add(test.getUniqueId());
    }

    /** The tests that ended so, by their name. */
    Set<String> ended(TestExecutionResult.Status status) {
        return tests.entrySet().stream()
                .filter(each -> each.getValue().getStatus() == status)
                .map(each -> each.getKey().replaceFirst(".*/\\[method:", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
