package dev.espalier.subscription;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Lease;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewCheckpoints.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Into how many partitions a subscription is divided, as its checkpoints tell: they are made all at once, and never by two that
 * divide it differently.
 */
final class Layout {
    private final Subscription subscription;
    private final int count;
    private final Checkpoints checkpoints;

    Layout(Subscription subscription, int count, Checkpoints checkpoints) {
        this.subscription = subscription;
        this.count = count;
        this.checkpoints = checkpoints;
    }

    private Partition first(int number) {
        return new Partition(subscription, 0, number);
    }

    private boolean isThere(String name) {
        return checkpoints.find(name).isPresent();
    }

    /** Whether it has begun; refuses when it is divided in another way. */
    boolean exists() {
        int stored = isThere(first(count).name()) ? count : stored();
        if (stored == 0) return false;
        if (stored == count && hasKey(stored)) return true;
        throw new ConfigurationException(List.of("subscription " + subscription.name() + " is to be run in "
                + described(count) + by() + ", and is stored in " + described(stored)
                + (hasKey(stored) ? "" : " by another key")
                + ": stop the instances that run it so, then call subscriptions().repartition(...)"));
    }

    private String described(int number) {
        return number == 1 ? "one piece" : number + " partitions";
    }

    private String by() {
        return count == 1 ? "" : " by " + subscription.settings().key().name();
    }

    /** Into how many it is divided; 0 when it has not begun. */
    int stored() {
        var names = new ArrayList<String>();
        for (int number = 1; number <= Subscription.MOST_PARTITIONS; number++)
            names.add(first(number).name());
        return checkpoints.leases(Set.copyOf(names)).stream()
                .map(Lease::subscription)
                .mapToInt(name -> names.indexOf(name) + 1)
                .findFirst()
                .orElse(0);
    }

    /** Whether they were divided by the key that counts here. */
    boolean hasKey(int stored) {
        return stored == 1 || isThere(first(stored).seat());
    }

    void create(Checkpoint start) {
        if (count == 1) checkpoints.open(subscription.name(), start);
        else
            able().change(subscription.name(), change -> {
                if (stored() == 0) put(change, start);
            });
    }

    void put(Change change, Checkpoint start) {
        for (Partition each : Partition.of(subscription, count)) {
            change.put(each.name(), start);
            if (count > 1) change.put(each.seat(), Checkpoint.origin(start.store()));
        }
    }

    /** Whatever is there, however it is divided. */
    void remove(Change change) {
        for (Partition each : Partition.of(subscription, Math.max(1, stored()))) remove(change, each);
    }

    static void remove(Change change, Partition partition) {
        change.remove(partition.name());
        if (!partition.isWhole()) change.remove(partition.seat());
    }

    ViewCheckpoints able() {
        if (checkpoints instanceof ViewCheckpoints able) return able;
        throw new ConfigurationException(List.of("subscription " + subscription.name() + " has partitions, and "
                + checkpoints.getClass().getName() + " cannot make them all at once: leave .partitions(...) out"));
    }
}
