package dev.espalier.testing;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewPointer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The checkpoints of the in-memory store as one process reaches them. Where another one would wait for a lock, which in one
 * thread nobody can, it is told to come again.
 */
final class SteppedCheckpoints implements ViewCheckpoints {
    private static final String MANY = "subscriptions";

    private final ViewCheckpoints checkpoints;
    private final Set<String> locked;
    private final Steps steps;

    /** With what is locked by any of those who share them. */
    SteppedCheckpoints(ViewCheckpoints checkpoints, Set<String> locked, Steps steps) {
        this.checkpoints = checkpoints;
        this.locked = locked;
        this.steps = steps;
    }

    private void refuseLocked(String name) {
        if (locked.contains(name))
            throw new StoreUnavailableException("simulated: " + name + " is locked by another", null);
    }

    private <T> T locking(String name, Supplier<T> work) {
        refuseLocked(name);
        locked.add(name);
        try {
            return work.get();
        } finally {
            locked.remove(name);
        }
    }

    @Override
    public Checkpoint open(String subscription, Checkpoint start) {
        steps.before("open", subscription);
        Checkpoint opened = locking(subscription, () -> checkpoints.open(subscription, start));
        steps.after("open", subscription);
        return opened;
    }

    @Override
    public Optional<Checkpoint> find(String subscription) {
        steps.before("find", subscription);
        return checkpoints.find(subscription);
    }

    @Override
    public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
        steps.before("take leases of", MANY);
        subscriptions.forEach(this::refuseLocked);
        List<Lease> leases = checkpoints.lease(owner, time, subscriptions);
        steps.after("take leases of", MANY);
        return leases;
    }

    @Override
    public List<Lease> leases(Set<String> subscriptions) {
        steps.before("look at leases of", MANY);
        return checkpoints.leases(subscriptions);
    }

    @Override
    public void release(String owner, Set<String> subscriptions) {
        steps.before("release leases of", MANY);
        subscriptions.forEach(this::refuseLocked);
        checkpoints.release(owner, subscriptions);
        steps.after("release leases of", MANY);
    }

    @Override
    public Moved move(Lease lease, Checkpoint from, Rows rows) {
        String subscription = lease.subscription();
        steps.before("move", subscription);
        Moved moved = locking(
                subscription,
                () -> checkpoints.move(lease, from, transaction -> {
                    Checkpoint to = rows.write(new SteppedTransaction(transaction, steps::before, subscription));
                    steps.before("commit", subscription);
                    return to;
                }));
        if (moved == Moved.OK) steps.moved(lease);
        steps.after("commit", subscription);
        return moved;
    }

    @Override
    public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
        String subscription = lease.subscription();
        steps.before("set aside an event of", subscription);
        Moved moved = locking(subscription, () -> checkpoints.setAside(lease, from, to, event));
        steps.after("set aside an event of", subscription);
        return moved;
    }

    @Override
    public List<SetAside> setAside(String subscription) {
        steps.before("list what is set aside of", subscription);
        return checkpoints.setAside(subscription);
    }

    @Override
    public Moved settle(Lease lease, UUID event, Consumer<Transaction> rows) {
        String subscription = lease.subscription();
        steps.before("settle an event of", subscription);
        Moved settled = locking(
                subscription,
                () -> checkpoints.settle(
                        lease,
                        event,
                        transaction -> rows.accept(new SteppedTransaction(transaction, steps::before, subscription))));
        steps.after("settle an event of", subscription);
        return settled;
    }

    @Override
    public void reset(String subscription, Checkpoint to) {
        steps.before("reset", subscription);
        locking(subscription, () -> {
            checkpoints.reset(subscription, to);
            steps.word(subscription);
            return to;
        });
        steps.after("reset", subscription);
    }

    @Override
    public ViewPointer pointer(String view) {
        steps.before("find the pointer of", view);
        return checkpoints.pointer(view);
    }

    @Override
    public Optional<ServiceMode> mode(String service) {
        steps.before("find the mode of", service);
        return checkpoints.mode(service);
    }

    /** In the middle of an append, which is one step. */
    @Override
    public ServiceMode hold(String service, Transaction transaction) {
        return checkpoints.hold(service, transaction);
    }

    @Override
    public void change(String view, Consumer<Change> work) {
        steps.before("change view", view);
        locking("view " + view, () -> {
            var held = new SteppedChange(view, locked, steps);
            try {
                checkpoints.change(view, change -> held.run(change, work));
                held.committed();
            } finally {
                held.release();
            }
            return view;
        });
        steps.after("change view", view);
    }
}
