package dev.espalier.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
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
                .selectors(tests(lines))
                .configurationParameter(FaultyConformance.FAULT, fault.name())
                .configurationParameter("rounds", "2")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .configurationParameter("conformance.report", report.toString())
                .build();
        var run = new KitRun();
        try (var session = LauncherFactory.openSession()) {
            session.getLauncher().execute(request, run);
        }
        return run;
    }

    private static List<? extends DiscoverySelector> tests(Collection<String> lines) {
        if (lines.isEmpty()) return List.of(selectClass(FaultyConformance.class));
        var tests = new ArrayList<DiscoverySelector>();
        for (Class<?> suite : EventStoreConformance.class.getDeclaredClasses())
            for (Method test : suite.getSuperclass().getDeclaredMethods())
                if (test.isAnnotationPresent(Line.class)
                        && linesOf(test).stream().anyMatch(lines::contains))
                    tests.add(selectNestedMethod(List.of(FaultyConformance.class), suite, test));
        return tests;
    }

    private static Set<String> linesOf(Method test) {
        return Set.of(test.getAnnotation(Line.class).value());
    }

    private static Set<String> linesOf(TestSource source) {
        return linesOf(((MethodSource) source).getJavaMethod());
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
