package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Checkpoints.Moved;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What is done with a subscription by a person's word, while it is at rest. */
final class ByHand {
    private final Subscription subscription;
    private final String name;
    private final BiConsumer<EventEnvelope, Transaction> listener;
    private final History history;
    private final Checkpoints checkpoints;
    private final Leases leases;
    private final Tenure tenure;

    ByHand(
            Partition partition,
            BiConsumer<EventEnvelope, Transaction> listener,
            History history,
            Checkpoints checkpoints,
            Leases leases,
            Tenure tenure) {
        this.subscription = partition.subscription();
        this.name = partition.name();
        this.listener = listener;
        this.history = history;
        this.checkpoints = checkpoints;
        this.leases = leases;
        this.tenure = tenure;
    }

    /** Whoever runs it finds that it was set, and goes on from there; refuses where it does not exist. */
    void reset(long position, boolean exists) {
        if (subscription.reacts()) refuseRepetition(position);
        if (!exists)
            throw new InvalidInputException(
                    "subscription",
                    name,
                    subscription.switching().isPresent()
                            ? "runs inline: let services() run it asynchronously first"
                            : "is not prepared: let viewModels() prepare it");
        checkpoints.reset(name, history.upTo(position, history.identity()));
    }

    private void refuseRepetition(long position) {
        long done = checkpoints.find(name).map(Checkpoint::position).orElse(0L);
        long first = Math.min(done, history.head());
        if (position < first)
            throw new InvalidInputException(
                    "position",
                    position,
                    "would let reactor " + name + " do again what it has done: from " + first + " on");
    }

    List<SetAside> setAside() {
        return checkpoints.setAside(name);
    }

    private boolean isSetAside(UUID event) {
        return setAside().stream().anyMatch(each -> each.event().equals(event));
    }

    boolean redrive(UUID event) {
        EventEnvelope envelope = history.store().find(event, history.types()).orElse(null);
        if (envelope == null || !isSetAside(event)) return false;
        if (!subscription.reacts())
            return settle(event, transaction -> {
                listener.accept(envelope, transaction);
                subscription.end(envelope, transaction);
            });
        return leases.during(tenure, lease -> {
            if (!isSetAside(event)) return false;
            listener.accept(envelope, Outside.TRANSACTION);
            return settle(lease, event, transaction -> {});
        });
    }

    boolean clear(UUID event) {
        return isSetAside(event) && settle(event, transaction -> {});
    }

    private boolean settle(UUID event, Consumer<Transaction> rows) {
        return leases.during(tenure, lease -> settle(lease, event, rows));
    }

    private boolean settle(Lease lease, UUID event, Consumer<Transaction> rows) {
        Moved moved = checkpoints.settle(lease, event, rows);
        if (moved != Moved.FENCED) return moved == Moved.OK;
        tenure.forget();
        throw leases.refused(tenure);
    }
}
