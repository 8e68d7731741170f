package dev.espalier.testing;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Ids that count from 1, for tests that must come out the same each time. Safe for use by several threads. */
public final class CountingIds implements Supplier<UUID> {
    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000000000000000L;

    private final AtomicLong last = new AtomicLong();

    /** Ids from 1 on. */
    public CountingIds() {}

    @Override
    public UUID get() {
        return new UUID(VERSION_7, VARIANT | last.incrementAndGet());
    }
}
