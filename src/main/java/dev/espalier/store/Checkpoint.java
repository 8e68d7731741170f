package dev.espalier.store;

import dev.espalier.infrastructure.InvalidInputException;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a subscription is, and in whose history: everything up to this position is done.
 *
 * @param position in the store; 0 before everything
 * @param event that stands at this position; none at 0
 * @param store whose position it is
 */
public record Checkpoint(long position, Optional<UUID> event, StoreIdentity store) {
    /** Checks that a position names its event. */
    public Checkpoint {
        if (position < 0) throw new InvalidInputException("checkpoint", position, "must not be negative");
        if (position == 0 == event.isPresent())
            throw new InvalidInputException("checkpoint", position, "names its event, unless it is before everything");
    }

    /**
     * Before everything.
     *
     * @param store that is to be followed
     * @return position 0
     */
    public static Checkpoint origin(StoreIdentity store) {
        return new Checkpoint(0, Optional.empty(), store);
    }
}
