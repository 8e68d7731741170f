package dev.espalier.store.memory;

import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.SetAside;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checkpoints in memory, each under a lock of its own. */
final class MemoryCheckpoints implements Checkpoints {
    private static final class Slot {
        final ReentrantLock lock = new ReentrantLock();
        final NavigableMap<Long, SetAside> setAside = new ConcurrentSkipListMap<>();
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
            write(rows::write, to -> slot.at = to);
            return Moved.OK;
        } finally {
            slot.lock.unlock();
        }
    }

    private <T> void write(Function<Transaction, T> rows, Consumer<T> then) {
        var transaction = store.rows();
        boolean committed = false;
        try {
            T written = rows.apply(transaction);
            store.refuseWhenClosed();
            transaction.commit();
            then.accept(written);
            committed = true;
        } finally {
            if (!committed) transaction.rollBack();
        }
        transaction.committed();
    }

    @Override
    public Moved setAside(String subscription, Checkpoint from, Checkpoint to, SetAside event) {
        Slot slot = slot(subscription);
        return move(subscription, from, transaction -> {
            transaction.onRollback(() -> slot.setAside.remove(event.position()));
            slot.setAside.put(event.position(), event);
            return to;
        });
    }

    @Override
    public List<SetAside> setAside(String subscription) {
        return List.copyOf(slot(subscription).setAside.values());
    }

    @Override
    public boolean settle(String subscription, UUID event, Consumer<Transaction> rows) {
        Slot slot = slot(subscription);
        slot.lock.lock();
        try {
            for (SetAside each : slot.setAside.values())
                if (each.event().equals(event)) {
                    write(
                            transaction -> {
                                rows.accept(transaction);
                                return each;
                            },
                            settled -> slot.setAside.remove(settled.position()));
                    return true;
                }
            return false;
        } finally {
            slot.lock.unlock();
        }
    }

    @Override
    public void reset(String subscription, Checkpoint to) {
        Slot slot = slot(subscription);
        slot.lock.lock();
        slot.at = to;
        slot.lock.unlock();
    }
}
