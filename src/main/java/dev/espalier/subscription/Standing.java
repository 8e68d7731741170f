package dev.espalier.subscription;

import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Lease;
import dev.espalier.store.StoreIdentity;
import java.util.Optional;

/** Where a partition stands, as the one who has its lease knows it. */
final class Standing {
    /** Of no lease. */
    private static final long NO_TOKEN = -1;

    private final Subscription subscription;
    private final String name;
    private final Layout layout;
    private final History history;
    private final Checkpoints checkpoints;
    private boolean begun;
    private long token = NO_TOKEN;
    /** What the lease says of it may be older than what it was forgotten for. */
    private boolean asks;

    private Optional<Checkpoint> known = Optional.empty();
    private StoreIdentity identity = new StoreIdentity("", 0);

    Standing(Partition partition, History history, Checkpoints checkpoints) {
        this.subscription = partition.subscription();
        this.name = partition.name();
        this.layout = new Layout(subscription, partition.count(), checkpoints);
        this.history = history;
        this.checkpoints = checkpoints;
    }

    /** Of the history in which it stands. */
    StoreIdentity identity() {
        return identity;
    }

    /**
     * A version of a view exists as long as its checkpoint does, and a service runs inline as long as it has none; others begin
     * when they are first looked for.
     */
    boolean exists() {
        if (begun) return true;
        boolean there = layout.exists();
        if (subscription.mayRest()) return there;
        if (!there) layout.create(history.start(subscription.settings()));
        return begun = true;
    }

    /** Nobody else has moved it since the lease was given, but a person may have; empty when it is gone. */
    Optional<Checkpoint> under(Lease lease) {
        if (isKnown(lease)) return known;
        identity = history.identity();
        known = asks ? checkpoints.find(name) : Optional.of(lease.at());
        asks = false;
        token = known.isPresent() ? lease.token() : NO_TOKEN;
        begun &= known.isPresent();
        return known;
    }

    boolean isKnown(Lease lease) {
        return lease.token() == token && known.isPresent();
    }

    /** Whether it stands elsewhere than is known, by the latest look at the lease. */
    boolean differs(Lease lease) {
        return isKnown(lease) && !known.equals(Optional.of(lease.at()));
    }

    void moved(Checkpoint to) {
        known = Optional.of(to);
    }

    /** Nothing is stored of it any more. */
    void vanished() {
        begun = false;
        forget();
    }

    /** It is to be looked up again. */
    void forget() {
        known = Optional.empty();
        asks = true;
    }
}
