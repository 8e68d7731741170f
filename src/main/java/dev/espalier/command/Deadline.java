package dev.espalier.command;

import dev.espalier.infrastructure.DeadlineExceededException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.Append;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Until when a caller waits for its command. It ends where the commit begins: a commit is waited for. */
final class Deadline {
    /** Of a caller that waits however long it takes: its time stands still. */
    static final Deadline NONE = new Deadline(ChronoUnit.FOREVER.getDuration(), () -> 0);

    private final Duration atMost;
    private final LongSupplier nanoTime;
    private final long start;

    private Deadline(Duration atMost, LongSupplier nanoTime) {
        this.atMost = atMost;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** So long from now on. */
    static Deadline in(Duration atMost, Waiting waiting) {
        if (atMost.isNegative() || atMost.isZero())
            throw new InvalidInputException("time for a command", atMost, "must be more than 0");
        return new Deadline(atMost, waiting::nanoTime);
    }

    private Duration rest() {
        return atMost.minusNanos(nanoTime.getAsLong() - start);
    }

    /** How much time there is; more than 0, else it throws. */
    Duration left() {
        if (this == NONE) return atMost;
        Duration rest = rest();
        if (rest.isNegative() || rest.isZero()) throw exceeded(null);
        return rest;
    }

    /** Throws when it is over. */
    void check() {
        left();
    }

    /** The same append, given up where the services that take part take too long. */
    Append guard(Append append) {
        return this == NONE ? append : append.checkedBy(this::check);
    }

    /** Whether it will be over after a while. */
    boolean isOver(Duration then) {
        return rest().compareTo(then) <= 0;
    }

    DeadlineExceededException exceeded(@Nullable Throwable cause) {
        return new DeadlineExceededException(atMost, cause);
    }
}
