package dev.espalier.command;

import dev.espalier.infrastructure.DeadlineExceededException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.Append;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Until when a caller waits for its command. It ends where the commit begins: a commit is waited for. */
final class Deadline {
    /** Of a caller that waits however long it takes: its time stands still. */
    static final Deadline NONE = new Deadline(Duration.ofSeconds(Long.MAX_VALUE), Waiting.system());

    private final Duration atMost;
    private final Waiting waiting;
    private final long start;

    private Deadline(Duration atMost, Waiting waiting) {
        this.atMost = atMost;
        this.waiting = waiting;
        this.start = waiting.nanoTime();
    }

    /** So long from now on. */
    static Deadline in(Duration atMost, Waiting waiting) {
        if (atMost.isNegative() || atMost.isZero())
            throw new InvalidInputException("time for a command", atMost, "must be more than 0");
        return new Deadline(atMost, waiting);
    }

    private Duration rest() {
        return this == NONE ? atMost : atMost.minusNanos(waiting.nanoTime() - start);
    }

    /** How much time there is; more than 0, else it throws. */
    Duration left() {
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
