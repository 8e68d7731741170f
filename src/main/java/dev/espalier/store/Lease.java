package dev.espalier.store;

import java.time.Duration;

/**
 * Who may move a checkpoint, and for how long: one at a time. It belongs to one who died or hangs no longer than its time, by
 * the clock of the store. Each holder has another token than the ones before; whoever comes with an older one is turned away
 * in the very transaction in which it would write.
 *
 * @param subscription its name
 * @param owner who holds it; empty when nobody does
 * @param token raised whenever it goes to another owner, and when it had lapsed
 * @param time for which it was taken, and for which each move prolongs it
 * @param left for how long it lasts from the moment at which the store was asked; zero when it is free
 * @param at where the checkpoint stood then
 */
public record Lease(String subscription, String owner, long token, Duration time, Duration left, Checkpoint at) {
    /**
     * Whether it belongs to somebody.
     *
     * @param instance who asks
     * @return true when that is its owner, and it has not lapsed
     */
    public boolean isHeldBy(String instance) {
        return !isFree() && owner.equals(instance);
    }

    /**
     * Whether anybody may take it.
     *
     * @return true when nobody holds it, or when it has lapsed
     */
    public boolean isFree() {
        return owner.isEmpty() || left.isZero() || left.isNegative();
    }
}
