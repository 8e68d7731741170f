package dev.espalier.subscription;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.SubscriptionHeldException;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.ViewCheckpoints.Change;
import java.util.List;
import java.util.Optional;

/**
 * Divides a subscription anew. What the partitions so far have not done is done first, up to one position, in this thread; then
 * their checkpoints go and others come, in one transaction, if all of them stand there. So no event is left out or done twice,
 * whoever else comes meanwhile.
 */
final class Repartition {
    private final Following following;
    private final Subscription subscription;
    private final Checkpoints checkpoints;
    private final Leases leases;
    private final Layout wanted;

    /** With leases for nothing else. */
    Repartition(Following following, Leases leases) {
        this.following = following;
        this.subscription = following.subscription();
        this.checkpoints = following.checkpoints();
        this.leases = leases;
        this.wanted = new Layout(subscription, subscription.settings().partitions(), checkpoints);
    }

    void run() {
        int stored = wanted.stored();
        if (stored == 0) return;
        boolean sameKey = wanted.hasKey(stored);
        if (stored == subscription.settings().partitions() && sameKey) return;
        List<Partition> partitions = Partition.of(subscription, stored);
        partitions.forEach(this::refuseSetAside);
        if (sameKey) finish(partitions);
        Checkpoint at = at(partitions.get(0)).orElseThrow(this::held);
        if (!sameKey && partitions.stream().anyMatch(each -> !at(each).equals(Optional.of(at))))
            throw new InvalidInputException(
                    "partition key of " + subscription.name(),
                    subscription.settings().key().name(),
                    "cannot tell who has done what by another key: go over to one partition with that key first");
        wanted.able().change(subscription.name(), change -> replace(change, partitions, at));
    }

    private Optional<Checkpoint> at(Partition partition) {
        return checkpoints.find(partition.name());
    }

    private void refuseSetAside(Partition partition) {
        int records = checkpoints.setAside(partition.name()).size();
        if (records > 0)
            throw new InvalidInputException(
                    "subscription",
                    partition.name(),
                    "has set aside " + records + " events, whose records would be lost: redrive or clear them first");
    }

    private void finish(List<Partition> partitions) {
        long end = following.history().head();
        Following soFar = following.until(end);
        for (Partition each : partitions) {
            var worker = new Worker(each, soFar, leases);
            try {
                boolean more = true;
                while (more) more = !worker.step().rest();
                worker.refuse(true);
                if (worker.tenure().held().isEmpty() || worker.progress().done() < end)
                    throw leases.refused(worker.tenure());
            } finally {
                leases.giveBack(List.of(worker.tenure()));
            }
        }
    }

    /** Nobody moves one that is held; one that was moved meanwhile is somebody's. */
    private void replace(Change change, List<Partition> partitions, Checkpoint at) {
        for (Partition each : partitions) {
            if (!change.hold(each.name()).equals(Optional.of(at))) throw held();
            Layout.remove(change, each);
        }
        wanted.put(change, at);
    }

    private SubscriptionHeldException held() {
        return new SubscriptionHeldException(subscription.name(), "an instance that divides it as it was");
    }
}
