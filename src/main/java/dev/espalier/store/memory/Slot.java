package dev.espalier.store.memory;

import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is kept of one subscription. What is not volatile belongs to whoever has the lock. */
final class Slot {
    final ReentrantLock lock = new ReentrantLock();
    final NavigableMap<Long, SetAside> setAside = new ConcurrentSkipListMap<>();
    volatile @Nullable Checkpoint at;

    private final String subscription;
    private volatile Hold hold = Hold.NONE;

    private record Hold(String owner, long token, Duration time, Instant until) {
        static final Hold NONE = new Hold("", 0, Duration.ZERO, Instant.EPOCH);

        boolean isOf(String instance, Instant now) {
            return owner.equals(instance) && now.isBefore(until);
        }

        boolean isFree(Instant now) {
            return owner.isEmpty() || !now.isBefore(until);
        }
    }

    Slot(String subscription) {
        this.subscription = subscription;
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Where somebody is at work, only looks; nothing of one that has not begun. */
    Optional<Lease> take(String owner, Duration time, Instant now) {
        if (!lock.tryLock()) return look(now);
        try {
            Hold known = hold;
            if (at != null && (known.isFree(now) || known.isOf(owner, now))) {
                long token = known.isFree(now) ? known.token + 1 : known.token;
                hold = new Hold(owner, token, time, now.plus(time));
            }
            return look(now);
        } finally {
            lock.unlock();
        }
    }

    Optional<Lease> look(Instant now) {
        Checkpoint stands = at;
        if (stands == null) return Optional.empty();
        Hold known = hold;
        Duration left = Duration.between(now, known.until);
        return Optional.of(new Lease(
                subscription, known.owner, known.token, known.time, known.isFree(now) ? Duration.ZERO : left, stands));
    }

    void giveBack(String owner) {
        if (!lock.tryLock()) return;
        if (hold.owner.equals(owner)) hold = new Hold("", hold.token, Duration.ZERO, Instant.EPOCH);
        lock.unlock();
    }

    /** Whether nobody has taken it since. */
    boolean isHeld(Lease lease) {
        return hold.owner.equals(lease.owner()) && hold.token == lease.token();
    }

    void prolong(Duration time, Instant now) {
        hold = new Hold(hold.owner, hold.token, time, now.plus(time));
    }

    /** As if it had never begun. */
    void clear() {
        at = null;
        hold = new Hold("", hold.token, Duration.ZERO, Instant.EPOCH);
        setAside.clear();
    }
}
