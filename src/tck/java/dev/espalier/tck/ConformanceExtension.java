package dev.espalier.tck;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives each test a fixture of its own, asserts declared absences in place of what they make impossible, and writes down what
 * came of each line.
 */
final class ConformanceExtension implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, TestWatcher {
    private static final Namespace OURS = Namespace.create(ConformanceExtension.class);
    private static final String ABSENT = "absent";

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        EventStoreConformance conformance = context.getRequiredTestInstances()
                .findInstance(EventStoreConformance.class)
                .orElseThrow();
        suite(context).begin(conformance::fixture, rounds(context));
        report(context).declared(column(context), suite(context).fixture.absent());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        suite(context).end();
    }

    private static int rounds(ExtensionContext context) {
        return context.getConfigurationParameter("rounds", Integer::valueOf).orElse(3);
    }

    private static Suite suite(ExtensionContext context) {
        return (Suite) context.getRequiredTestInstance();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        Suite suite = suite(context);
        List<Capability> absent =
                needs(context).stream().filter(suite::lacks).distinct().toList();
        if (absent.isEmpty()) {
            invocation.proceed();
            return;
        }
        context.getStore(OURS).put(ABSENT, true);
        invocation.skip();
        for (Capability each : absent) Absences.of(suite, each);
    }

    private static List<Capability> needs(ExtensionContext context) {
        var needs = new ArrayList<Capability>();
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Needs.class)
                .ifPresent(all -> needs.addAll(List.of(all.value())));
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Needs.class)
                .ifPresent(all -> needs.addAll(List.of(all.value())));
        return needs;
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        boolean absent = context.getStore(OURS).get(ABSENT) != null;
        record(context, absent ? Outcome.DECLARED_ABSENT : Outcome.HELD);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        record(context, Outcome.FAILED);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        record(context, Outcome.FAILED);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        record(context, Outcome.FAILED);
    }

    private static void record(ExtensionContext context, Outcome outcome) {
        Method test = context.getRequiredTestMethod();
        Set<String> lines = Set.of(test.getAnnotation(Line.class).value());
        report(context).record(column(context), lines, outcome, test.getName());
    }

    /** The author's class, without what every test class is called. */
    private static String column(ExtensionContext context) {
        ExtensionContext outermost = context;
        while (outermost.getParent().flatMap(ExtensionContext::getTestClass).isPresent())
            outermost = outermost.getParent().orElseThrow();
        return outermost.getDisplayName().replaceFirst("(Conformance)?(Test|IT)?$", "");
    }

    private static ConformanceReport report(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, OURS)
                .computeIfAbsent(
                        ConformanceReport.class,
                        key -> ConformanceReport.to(
                                context.getConfigurationParameter("conformance.report"), rounds(context)),
                        ConformanceReport.class);
    }
}
