package dev.espalier.keys;

import dev.espalier.infrastructure.EspalierException;
import java.util.UUID;

/** Personal data was encrypted with a key that is neither known nor forgotten: these are not the keys it was written with. */
public final class LostKeyException extends EspalierException {
    private static final long serialVersionUID = 1;

    /** Its id. */
    private final UUID key;

    /**
     * For the library.
     *
     * @param key its id
     */
    public LostKeyException(UUID key) {
        super(
                "key " + key
                        + " is neither known nor forgotten: the keys were emptied, or are others than the event was"
                        + " written with. Restore them; nothing has been erased by this",
                null);
        this.key = key;
    }

    /**
     * Which key.
     *
     * @return its id
     */
    public UUID key() {
        return key;
    }
}
