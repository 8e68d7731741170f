package dev.espalier.subscription;

import dev.espalier.store.Lease;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of the lease of one subscription. Whether its own still lasts is told by its own clock, counted
 * from before it was asked for: earlier than the store lets anybody else have it, whatever the clocks say.
 */
final class Tenure {
    private record Known(Lease lease, long until) {}

    private final String subscription;
    private final Leases leases;
    private volatile @Nullable Known known;

    Tenure(String subscription, Leases leases) {
        this.subscription = subscription;
        this.leases = leases;
    }

    String subscription() {
        return subscription;
    }

    /** The lease of this instance, as long as it lasts for sure. */
    Optional<Lease> held() {
        return look().filter(lease -> leases.isOurs(lease) && !lease.left().isZero());
    }

    /** Whether there is such a lease, as far as is known. */
    boolean isKnown() {
        return known != null;
    }

    /** Whether nobody has it, as far as is known. */
    boolean isFree() {
        return look().filter(lease -> !lease.isFree()).isEmpty();
    }

    /** Whether another instance has it, as far as is known. */
    boolean isElsewhere() {
        return look().filter(lease -> !leases.isOurs(lease)).isPresent();
    }

    /** Whose lease it is, with the time that it has left; empty when that is not known. */
    Optional<Lease> look() {
        Known now = known;
        if (now == null || now.lease.owner().isEmpty()) return Optional.empty();
        Lease lease = now.lease;
        Duration left = Duration.ofNanos(Math.max(0, now.until - leases.nanoTime()));
        return Optional.of(
                new Lease(lease.subscription(), lease.owner(), lease.token(), lease.time(), left, lease.at()));
    }

    /** Asks the store for it; what comes of it is known then. */
    Optional<Lease> ask() {
        leases.ask(this);
        return held();
    }

    /** What the store says; time counts from before it was asked. */
    void told(Optional<Lease> lease, long asked) {
        known = lease.map(said -> new Known(said, asked + said.left().toNanos()))
                .orElse(null);
    }

    /** The lease was prolonged with a move that began then. */
    void prolonged(Lease lease, long asked) {
        Known now = known;
        long until = asked + lease.time().toNanos();
        if (now != null && now.lease.token() == lease.token() && now.until - until < 0) known = new Known(lease, until);
    }

    /** It may be somebody else's by now, or free. */
    void forget() {
        known = null;
    }
}
