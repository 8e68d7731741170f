package dev.espalier.infrastructure;

import org.jspecify.annotations.Nullable;

/**
 * The transaction at hand cannot keep what an append promises: a read-only one, one whose reads are stale or less durable
 * than the store's, or one in the middle of another append. The transaction itself is left as it was.
 */
public final class UnsuitableTransactionException extends EspalierException {
    private static final long serialVersionUID = 1;

    /**
     * For store authors.
     *
     * @param message what is unsuitable, and what to do
     * @param cause what the database said, if it said anything
     */
    public UnsuitableTransactionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
