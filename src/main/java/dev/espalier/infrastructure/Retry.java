package dev.espalier.infrastructure;

import java.time.Duration;

/**
 * How often, for how long and at what pace a command is decided again when others were faster. The second try comes at once;
 * before each further one there is a pause of random length, whose bound doubles from a millisecond up to the longest.
 *
 * @param tries how often a command is decided at most, 1 or more
 * @param within how long after the first try another one may begin, more than 0
 * @param longestPause before a try, 0 or more
 */
public record Retry(int tries, Duration within, Duration longestPause) {
    /** Checks the numbers. */
    public Retry {
        if (tries < 1)
            throw new InvalidInputException("tries", tries, "must be 1 or more: a command is decided at least once");
        if (within.isNegative() || within.isZero())
            throw new InvalidInputException("within", within, "must be more than 0");
        if (longestPause.isNegative())
            throw new InvalidInputException("longest pause", longestPause, "must not be negative");
    }

    /**
     * So many tries, within 5 seconds, with pauses of at most 50 milliseconds.
     *
     * @param tries 1 to decide once
     * @return the rule
     */
    public static Retry times(int tries) {
        return new Retry(tries, Duration.ofSeconds(5), Duration.ofMillis(50));
    }

    /**
     * The same, for so long.
     *
     * @param atMost after the first try
     * @return the rule
     */
    public Retry within(Duration atMost) {
        return new Retry(tries, atMost, longestPause);
    }

    /**
     * The same, at this pace.
     *
     * @param atMost before a try
     * @return the rule
     */
    public Retry pausing(Duration atMost) {
        return new Retry(tries, within, atMost);
    }
}
