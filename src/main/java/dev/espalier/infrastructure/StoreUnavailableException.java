package dev.espalier.infrastructure;

import org.jspecify.annotations.Nullable;

/** The store did not answer, or not in time. Nothing was stored by this call; it may be made again. */
public final class StoreUnavailableException extends EspalierException {
    private static final long serialVersionUID = 1;

    /**
     * For store authors.
     *
     * @param message what was tried and what to look at
     * @param cause what the database said, if it said anything
     */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** True. */
    @Override
    public boolean retryable() {
        return true;
    }
}
