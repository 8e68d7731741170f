package dev.espalier.subscription;

import dev.espalier.store.SetAside;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** All that one instance has for one subscription: a worker for each of its partitions. */
final class Workers {
    private final Following following;
    private final List<Worker> workers;

    private Workers(Following following, List<Worker> workers) {
        this.following = following;
        this.workers = workers;
    }

    /** With leases that are looked at for them as well. */
    static Workers of(Following following, Leases leases) {
        var subscription = following.subscription();
        var partitions = Partition.of(subscription, subscription.settings().partitions());
        var workers = partitions.stream()
                .map(each -> new Worker(each, following, leases))
                .toList();
        if (workers.size() == 1) leases.add(workers.get(0));
        else {
            new Layout(subscription, workers.size(), following.checkpoints()).able();
            leases.add(
                    workers,
                    partitions.stream()
                            .map(each -> new Tenure(each.seat(), leases))
                            .toList());
        }
        return new Workers(following, workers);
    }

    private String name() {
        return following.subscription().name();
    }

    List<Worker> all() {
        return workers;
    }

    boolean isDivided() {
        return workers.size() > 1;
    }

    void pause() {
        for (Worker each : workers) each.progress().paused(true);
    }

    /** What stood still is free, and is taken again at once where it is in the share of this instance. */
    void resume() {
        for (Worker each : workers) each.resume();
        if (isDivided()) leases().look();
    }

    /** What is in the way of those here is over then. */
    void repartition() {
        new Repartition(following, leases().another()).run();
        resume();
    }

    private Leases leases() {
        return workers.get(0).leases();
    }

    void reset(long position) {
        for (Worker each : workers) each.reset(position);
    }

    boolean hasDone(long position) {
        return workers.stream().allMatch(each -> each.hasDone(position));
    }

    /** Waits until one that has not done so much goes on, for so long at most. */
    void await(long position, long nanos) throws InterruptedException {
        for (Worker each : workers)
            if (each.progress().done() < position) {
                each.progress().await(nanos);
                return;
            }
    }

    void refuse(boolean whatPassesToo) {
        for (Worker each : workers) each.refuse(whatPassesToo);
    }

    List<SetAside> setAside() {
        return workers.stream()
                .flatMap(each -> each.setAside().stream())
                .sorted(Comparator.comparing(SetAside::position))
                .toList();
    }

    boolean redrive(UUID event) {
        return byHand(hand -> hand.redrive(event));
    }

    boolean clear(UUID event) {
        return byHand(hand -> hand.clear(event));
    }

    private boolean byHand(Predicate<ByHand> done) {
        return workers.stream().anyMatch(each -> each.byHand(done::test));
    }

    SubscriptionStatus status(long head) {
        return SubscriptionStatus.of(name(), partitions(head));
    }

    List<SubscriptionStatus> partitions(long head) {
        return workers.stream().map(each -> each.status(head)).toList();
    }
}
