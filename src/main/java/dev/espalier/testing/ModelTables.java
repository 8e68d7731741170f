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

    ModelTables(InstantSource clock) {
        this.clock = clock;
    }

    /** Of one that has begun, as it is at this moment. */
    Lease lease(String subscription) {
        Checkpoint at = checkpoints.get(subscription);
        if (at == null) throw new IllegalStateException(subscription + " has not begun");
        Hold hold = holds.getOrDefault(subscription, Hold.NONE);
        Duration left = Duration.between(clock.instant(), hold.until);
        if (left.isNegative()) left = Duration.ZERO;
        return new Lease(subscription, hold.owner, hold.token, hold.time, left, at);
    }

    void hold(String subscription, String owner, long token, Duration time) {
        holds.put(subscription, new Hold(owner, token, time, clock.instant().plus(time)));
    }

    void remove(String subscription) {
        checkpoints.remove(subscription);
        setAside.remove(subscription);
        holds.remove(subscription);
    }

    boolean isLocked(String row) {
        return locks.containsKey(row);
    }

    /** Whether it is locked by this one now. */
    boolean lock(String row, ModelSession session) {
        ModelSession holder = locks.putIfAbsent(row, session);
        return holder == null || holder == session;
    }

    void unlock(ModelSession session) {
        locks.values().removeIf(holder -> holder == session);
    }
}
