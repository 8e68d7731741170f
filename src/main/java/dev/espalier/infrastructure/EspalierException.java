package dev.espalier.infrastructure;

import org.jspecify.annotations.Nullable;

/**
 * Everything that this library throws on its own account. A refusal by the domain is the domain's own exception and passes
 * through unwrapped.
 */
public abstract class EspalierException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * For the library and for store authors.
     *
     * @param message what happened and what to do
     * @param cause what it came from, if anything
     */
    protected EspalierException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the same call may succeed when it is made again, unchanged.
     *
     * @return false unless the type says otherwise
     */
    public boolean retryable() {
        return false;
    }
}
