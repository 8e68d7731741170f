package dev.espalier.store.memory;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewPointer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Checkpoints in memory, each under a lock of its own. */
final class MemoryCheckpoints implements ViewCheckpoints {
    private static final class View {
        final ReentrantLock lock = new ReentrantLock();
        volatile ViewPointer pointer = ViewPointer.NONE;
    }

    private final InMemoryEventStore store;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Map<String, View> views = new ConcurrentHashMap<>();
    private final Map<String, ServiceMode> modes = new ConcurrentHashMap<>();

    MemoryCheckpoints(InMemoryEventStore store) {
        this.store = store;
    }

    private Slot slot(String subscription) {
        store.refuseWhenClosed();
        return slots.computeIfAbsent(subscription, Slot::new);
    }

    @Override
    public Checkpoint open(String subscription, Checkpoint start) {
        Slot slot = slot(subscription);
        return slot.locked(() -> {
            Checkpoint known = slot.at;
            if (known != null) return known;
            slot.at = start;
            return start;
        });
    }

    @Override
    public Optional<Checkpoint> find(String subscription) {
        return Optional.ofNullable(slot(subscription).at);
    }

    @Override
    public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
        var leases = new ArrayList<Lease>();
        for (String each : subscriptions)
            slot(each).take(owner, time, store.time()).ifPresent(leases::add);
        return leases;
    }

    @Override
    public List<Lease> leases(Set<String> subscriptions) {
        return subscriptions.stream()
                .flatMap(each -> slot(each).look(store.time()).stream())
                .toList();
    }

    @Override
    public void release(String owner, Set<String> subscriptions) {
        for (String each : subscriptions) slot(each).giveBack(owner);
    }

    @Override
    public Moved move(Lease lease, Checkpoint from, Rows rows) {
        Slot slot = slot(lease.subscription());
        return held(slot, lease, () -> {
            Checkpoint known = slot.at;
            if (known == null) return Moved.LOST;
            if (!known.equals(from)) return known.position() > from.position() ? Moved.ALREADY : Moved.LOST;
            write(rows::write, to -> slot.at = to);
            return Moved.OK;
        });
    }

    /** Under the lock, by the one who has the lease. */
    private Moved held(Slot slot, Lease lease, Supplier<Moved> work) {
        return slot.locked(() -> {
            if (slot.at == null) return Moved.LOST;
            if (!slot.isHeld(lease)) return Moved.FENCED;
            Moved moved = work.get();
            if (moved == Moved.OK) slot.prolong(lease.time(), store.time());
            return moved;
        });
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
    public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
        Slot slot = slot(lease.subscription());
        return move(lease, from, transaction -> {
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
    public Moved settle(Lease lease, UUID event, Consumer<Transaction> rows) {
        Slot slot = slot(lease.subscription());
        return held(slot, lease, () -> {
            for (SetAside each : slot.setAside.values())
                if (each.event().equals(event)) {
                    write(
                            transaction -> {
                                rows.accept(transaction);
                                return each;
                            },
                            settled -> slot.setAside.remove(settled.position()));
                    return Moved.OK;
                }
            return Moved.ALREADY;
        });
    }

    @Override
    public void reset(String subscription, Checkpoint to) {
        Slot slot = slot(subscription);
        slot.locked(() -> slot.at = to);
    }

    private View view(String name) {
        store.refuseWhenClosed();
        return views.computeIfAbsent(name, none -> new View());
    }

    @Override
    public ViewPointer pointer(String view) {
        return view(view).pointer;
    }

    @Override
    public Optional<ServiceMode> mode(String service) {
        store.refuseWhenClosed();
        return Optional.ofNullable(modes.get(service));
    }

    /** Appends run one after the other, so nothing is to be held. */
    @Override
    public ServiceMode hold(String service, Transaction transaction) {
        return mode(service).orElseThrow();
    }

    @Override
    public void change(String view, Consumer<Change> work) {
        View changed = view(view);
        changed.lock.lock();
        var held = new ArrayList<Slot>();
        try {
            write(
                    transaction -> {
                        var change = new InTransaction(changed, held, transaction);
                        work.accept(change);
                        return change.effects;
                    },
                    effects -> effects.forEach(Runnable::run));
        } finally {
            held.forEach(slot -> slot.lock.unlock());
            changed.lock.unlock();
        }
    }

    /** What it says of checkpoints and pointers comes about at the end. */
    private final class InTransaction implements Change {
        private final View view;
        private final List<Slot> held;
        private final Transaction transaction;
        private final List<Runnable> effects = new ArrayList<>();

        InTransaction(View view, List<Slot> held, Transaction transaction) {
            this.view = view;
            this.held = held;
            this.transaction = transaction;
        }

        @Override
        public ViewPointer pointer() {
            return view.pointer;
        }

        @Override
        public void point(ViewPointer to) {
            effects.add(() -> view.pointer = to);
        }

        private Slot held(String subscription) {
            Slot slot = slot(subscription);
            slot.lock.lock();
            held.add(slot);
            return slot;
        }

        @Override
        public Optional<Checkpoint> hold(String subscription) {
            return Optional.ofNullable(held(subscription).at);
        }

        @Override
        public void put(String subscription, Checkpoint at) {
            Slot slot = held(subscription);
            effects.add(() -> slot.at = at);
        }

        @Override
        public void remove(String subscription) {
            Slot slot = held(subscription);
            effects.add(slot::clear);
        }

        /** Appends wait until it is over. */
        @Override
        public void mode(String service, ServiceMode to) {
            store.lock.lock();
            transaction.afterCommit(store.lock::unlock);
            transaction.onRollback(store.lock::unlock);
            effects.add(() -> modes.put(service, to));
        }

        @Override
        public void rows(Consumer<Transaction> work) {
            work.accept(transaction);
        }

        @Override
        public void tables(Consumer<Transaction> work) {
            work.accept(transaction);
        }
    }
}
