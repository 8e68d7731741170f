package dev.espalier.command;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.RetryListener;
import dev.espalier.infrastructure.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Tries again after a conflict. A try is what one transaction of ours undoes and nothing more, so whoever hears of events
 * hears of each once. A thread that was interrupted tries no more; the last conflict is told then, as it always is.
 */
public final class Retries {
    private static final long FIRST_PAUSE = Duration.ofMillis(1).toNanos();

    private final Retry rule;
    private final Waiting waiting;
    private final @Nullable LongUnaryOperator random;
    private final List<RetryListener> listeners;

    /** The random number is 0 or more and less than the one given; null for the JVM's. */
    public Retries(Retry rule, Waiting waiting, @Nullable LongUnaryOperator random, List<RetryListener> listeners) {
        this.rule = rule;
        this.waiting = waiting;
        this.random = random;
        this.listeners = List.copyOf(listeners);
    }

    /** So long from now on. */
    Deadline in(Duration atMost) {
        return Deadline.in(atMost, waiting);
    }

    /** For these commands, which are decided again together. */
    <T> T run(List<Command> commands, Deadline deadline, Supplier<T> attempt) {
        long start = 0;
        for (int tries = 1; ; tries++) {
            try {
                return attempt.get();
            } catch (ConflictException conflict) {
                if (tries == 1) start = waiting.nanoTime();
                if (!conflict.retryable() || tries == rule.tries() || !pause(tries, start, deadline, conflict))
                    throw conflict;
                for (Command command : commands) tell(command, conflict, tries);
            }
        }
    }

    /** Whether another try may begin. */
    private boolean pause(int tries, long start, Deadline deadline, ConflictException conflict) {
        if (Thread.currentThread().isInterrupted()) return false;
        long left = rule.within().toNanos() - (waiting.nanoTime() - start);
        if (left <= 0) return false;
        if (tries == 1) return true;
        long most = Math.min(
                FIRST_PAUSE << Math.min(tries - 2, 30), rule.longestPause().toNanos());
        long pause = random == null ? ThreadLocalRandom.current().nextLong(most + 1) : random.applyAsLong(most + 1);
        if (pause >= left) return false;
        if (deadline.isOver(Duration.ofNanos(pause))) throw deadline.exceeded(conflict);
        try {
            waiting.pause(Duration.ofNanos(pause));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void tell(Command command, ConflictException conflict, int tries) {
        for (RetryListener listener : listeners) {
            try {
                listener.again(command, conflict, tries);
            } catch (RuntimeException failure) {
                LoggerFactory.getLogger(Retries.class).error("a retry listener failed", failure);
            }
        }
    }
}
