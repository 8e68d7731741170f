package dev.espalier.infrastructure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time that the caller gave was over before the commit began. Nothing was stored by this call; it may be made again. */
public final class DeadlineExceededException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final Duration atMost;

    /**
     * For the library.
     *
     * @param atMost that the call was to take
     * @param cause what it waited for by then, where it waited
     */
    public DeadlineExceededException(Duration atMost, @Nullable Throwable cause) {
        super("the " + atMost + " that the caller gave were over before the commit began; nothing was stored", cause);
        this.atMost = atMost;
    }

    /**
     * How much time there was.
     *
     * @return the limit of the call
     */
    public Duration atMost() {
        return atMost;
    }

    /** True. */
    @Override
    public boolean retryable() {
        return true;
    }
}
