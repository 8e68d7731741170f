package dev.espalier.store.memory;

import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Checkpoints in memory, each under a lock of its own. */
final class MemoryCheckpoints implements Checkpoints {
    private static final class Slot {
        final ReentrantLock lock = new ReentrantLock();
        volatile @Nullable Checkpoint at;
    }

    private final InMemoryEventStore store;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    MemoryCheckpoints(InMemoryEventStore store) {
        this.store = store;
    }

    private Slot slot(String subscription) {
        store.refuseWhenClosed();
        return slots.computeIfAbsent(subscription, none -> new Slot());
    }

    @Override
    public Checkpoint open(String subscription, Checkpoint start) {
        Slot slot = slot(subscription);
        slot.lock.lock();
        try {
            Checkpoint known = slot.at;
            if (known != null) return known;
            slot.at = start;
            return start;
        } finally {
            slot.lock.unlock();
        }
    }

    @Override
    public Optional<Checkpoint> find(String subscription) {
        return Optional.ofNullable(slot(subscription).at);
    }

    @Override
    public Moved move(String subscription, Checkpoint from, Rows rows) {
        Slot slot = slot(subscription);
        slot.lock.lock();
        try {
            Checkpoint known = slot.at;
            if (known == null) return Moved.LOST;
            if (!known.equals(from)) return known.position() > from.position() ? Moved.ALREADY : Moved.LOST;
            return write(slot, rows);
        } finally {
            slot.lock.unlock();
        }
    }

    private Moved write(Slot slot, Rows rows) {
        var transaction = store.rows();
        boolean committed = false;
        try {
            Checkpoint to = rows.write(transaction);
            store.refuseWhenClosed();
            transaction.commit();
            slot.at = to;
            committed = true;
        } finally {
            if (!committed) transaction.rollBack();
        }
        transaction.committed();
        return Moved.OK;
    }

    @Override
    public void reset(String subscription, Checkpoint to) {
        Slot slot = slot(subscription);
        slot.lock.lock();
        slot.at = to;
        slot.lock.unlock();
    }
}
