package dev.espalier.testing;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.ViewPointer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The database that {@link ModelCheckpoints} of all processes share: what is committed, and who has which row locked. */
final class ModelTables {
    private record Hold(String owner, long token, Duration time, Instant until) {
        static final Hold NONE = new Hold("", 0, Duration.ZERO, Instant.EPOCH);
    }

    final Map<String, Checkpoint> checkpoints = new HashMap<>();
    final Map<String, NavigableMap<Long, SetAside>> setAside = new HashMap<>();
    final Map<String, ViewPointer> views = new HashMap<>();
    final Map<String, ServiceMode> modes = new HashMap<>();
    private final Map<String, ModelSession> locks = new HashMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final InstantSource clock;
    private final boolean endsSilent;
    final @Nullable RowDatabase rows;

    /** Which may end transactions that it hears nothing of for long, and may have rows beside it that commit with it. */
    ModelTables(InstantSource clock, boolean endsSilent, @Nullable RowDatabase rows) {
        this.clock = clock;
        this.rows = rows;
        this.endsSilent = endsSilent;
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether the database ends a transaction of which it has heard nothing since, and may not for longer than that. */
    boolean isOver(Instant heard, Duration silence) {
        return endsSilent && now().isAfter(heard.plus(silence));
    }

    /** Of one that has begun, as it is at this moment. */
    Lease lease(String subscription) {
        Checkpoint at = checkpoints.get(subscription);
        if (at == null) throw new IllegalStateException(subscription + " has not begun");
        Hold hold = holds.getOrDefault(subscription, Hold.NONE);
        Duration left = Duration.between(now(), hold.until);
        if (left.isNegative()) left = Duration.ZERO;
        return new Lease(subscription, hold.owner, hold.token, hold.time, left, at);
    }

    void hold(String subscription, String owner, long token, Duration time) {
        holds.put(subscription, new Hold(owner, token, time, now().plus(time)));
    }

    void remove(String subscription) {
        checkpoints.remove(subscription);
        setAside.remove(subscription);
        holds.remove(subscription);
    }

    boolean isLocked(String row) {
        ModelSession holder = locks.get(row);
        return holder != null && !holder.isEnded();
    }

    /** Whether it is locked by this one now. */
    boolean lock(String row, ModelSession session) {
        if (locks.get(row) == session) return true;
        if (isLocked(row)) return false;
        locks.put(row, session);
        return true;
    }

    void unlock(ModelSession session) {
        locks.values().removeIf(holder -> holder == session);
    }
}
