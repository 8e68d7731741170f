package dev.espalier.tck;

/** What came of a line, on one store. */
enum Outcome {
    /** Every test of the line passed. */
    HELD("held"),
    /** The store declares that it lacks what the line needs, and behaves as it declares. */
    DECLARED_ABSENT("declared absent"),
    /** Part of the line is held, what the rest of it needs is declared absent. */
    HELD_IN_PART("held in part"),
    /** At least one test of the line failed. */
    FAILED("failed"),
    /** No test of the line was run this time. */
    NOT_RUN("not run"),
    /** The kit has no test of the line yet. */
    OPEN("open"),
    /** Measured by a benchmark, not tested here. */
    BENCHMARK("benchmark");

    final String words;

    Outcome(String words) {
        this.words = words;
    }

    /** Of two tests of one line. */
    Outcome and(Outcome other) {
        if (this == other) return this;
        return this == FAILED || other == FAILED ? FAILED : HELD_IN_PART;
    }
}
