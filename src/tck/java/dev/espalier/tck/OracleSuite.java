package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Random decisions, proved from the log. */
@Needs(Capability.BOUNDARIES)
abstract class OracleSuite extends Suite {
    private static final int WRITERS = 6;

    @Test
    @Line("76")
    void every_condition_that_threads_relied_on_holds_in_the_log(TestReporter reporter) throws Exception {
        reporter.publishEntry("seed", String.valueOf(Oracle.SEED));
        int attempts = 15 * rounds;

        var outcomes = Race.run(WRITERS, writer -> Oracle.write(store, Oracle.SEED, writer, attempts));

        assertThat(outcomes.lost()).as("failures with -Dseed=%s", Oracle.SEED).isEmpty();
        var log = readAll();
        int stored = outcomes.won().stream().mapToInt(Oracle.Tally::stored).sum();
        assertThat(stored).isPositive();
        assertThat(log).hasSizeBetween(stored, 2 * stored);
        Oracle.prove(log, Oracle.SEED);
    }
}
