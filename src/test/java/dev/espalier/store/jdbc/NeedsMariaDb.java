package dev.espalier.store.jdbc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skipped where MariaDB's server is not installed, and says so; with {@code -Dmariadb=required} it fails there instead. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsMariaDb.Condition.class)
public @interface NeedsMariaDb {
    /** Whether it is installed. */
    final class Condition implements ExecutionCondition {
        private static final String MISSING =
                "no mariadbd here (apt-get install --no-install-recommends mariadb-server)";

        /** For JUnit. */
        public Condition() {}

        /** For single cases of a test. */
        public static void assume() {
            Assumptions.assumeTrue(isTested(), MISSING);
        }

        private static boolean isTested() {
            return MariaDbServer.isInstalled() || "required".equals(System.getProperty("mariadb"));
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (isTested()) return ConditionEvaluationResult.enabled("");
            if (context.getTestMethod().isEmpty())
                System.err.println("*** NOT TESTED: " + context.getDisplayName() + ": " + MISSING);
            return ConditionEvaluationResult.disabled(MISSING);
        }
    }
}
