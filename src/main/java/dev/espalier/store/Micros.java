package dev.espalier.store;

import dev.espalier.infrastructure.InvalidInputException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as stores keep them: whole microseconds since 1970, the finest that every database holds. */
public final class Micros {
    private Micros() {}

    /**
     * Cuts a time to the microsecond.
     *
     * @param instant any that fits 64 bits of microseconds
     * @return microseconds since 1970
     * @throws InvalidInputException some 290,000 years from now
     */
    public static long of(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000L);
        } catch (ArithmeticException e) {
            throw new InvalidInputException("time", instant, "is out of reach of 64 bits of microseconds", e);
        }
    }

    /**
     * And back.
     *
     * @param micros since 1970
     * @return the time
     */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
