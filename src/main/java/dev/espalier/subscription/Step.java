package dev.espalier.subscription;

import java.time.Duration;

/**
 * What is to be done after a step.
 *
 * @param rest true when there is nothing to do before something happens
 * @param pause before the next step; no longer than until something happens
 */
record Step(boolean rest, Duration pause) {
    /** At once: there is more. */
    static final Step MORE = new Step(false, Duration.ZERO);
    /** Nothing, until something happens. */
    static final Step REST = new Step(true, Duration.ZERO);

    /** Again after a while, whatever happens. */
    static Step after(Duration pause) {
        return new Step(true, pause);
    }
}
