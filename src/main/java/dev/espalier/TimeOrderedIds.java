package dev.espalier;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * UUID version 7 of RFC 9562: 48 bits of milliseconds, then 74 random bits. Time order keeps the index on ids compact; ids
 * are no secret, so they need no SecureRandom.
 */
final class TimeOrderedIds implements Supplier<UUID>, LongFunction<UUID> {
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000000000000000L;

    @Override
    public UUID get() {
        return of(System.currentTimeMillis());
    }

    /** For who has just read the clock: to read it costs more than everything else here. */
    @Override
    public UUID apply(long micros) {
        return of(micros / 1_000);
    }

    private static UUID of(long millis) {
        var random = ThreadLocalRandom.current();
        long high = millis << 16 | VERSION | random.nextInt(0x1000);
        return new UUID(high, random.nextLong() >>> 2 | VARIANT);
    }
}
