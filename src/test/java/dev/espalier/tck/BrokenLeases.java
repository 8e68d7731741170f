package dev.espalier.tck;

import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Checkpoints whose leases are wrong. */
final class BrokenLeases {
    private BrokenLeases() {}

    /** What was said of each when it was last asked. */
    abstract static class Remembering extends BrokenCheckpoints.Good {
        final Map<String, Lease> latest = new ConcurrentHashMap<>();

        Remembering(Checkpoints good) {
            super(good);
        }

        abstract Lease real(Lease lease);

        @Override
        public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
            var leases = good.lease(owner, time, subscriptions);
            for (Lease each : leases) latest.put(each.subscription(), each);
            return leases;
        }

        @Override
        public Moved move(Lease lease, Checkpoint from, Rows rows) {
            return good.move(real(lease), from, rows);
        }

        @Override
        public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
            return good.setAside(real(lease), from, to, event);
        }

        @Override
        public Moved settle(Lease lease, UUID event, Consumer<Transaction> rows) {
            return good.settle(real(lease), event, rows);
        }
    }

    /** Lets anybody move. */
    static final class Unfenced extends Remembering {
        Unfenced(Checkpoints good) {
            super(good);
        }

        @Override
        Lease real(Lease lease) {
            return latest.getOrDefault(lease.subscription(), lease);
        }
    }

    /** Knows holders by their names alone. */
    static final class OneToken extends Remembering {
        OneToken(Checkpoints good) {
            super(good);
        }

        @Override
        Lease real(Lease lease) {
            Lease known = latest.getOrDefault(lease.subscription(), lease);
            return known.owner().equals(lease.owner()) ? known : lease;
        }

        @Override
        public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
            return super.lease(owner, time, subscriptions).stream()
                    .map(each -> new Lease(each.subscription(), each.owner(), 1, each.time(), each.left(), each.at()))
                    .toList();
        }
    }

    /** Never lets one lapse. */
    static final class Endless extends BrokenCheckpoints.Good {
        Endless(Checkpoints good) {
            super(good);
        }

        @Override
        public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
            return super.lease(owner, Duration.ofDays(1), subscriptions);
        }
    }

    /** Gives it to whoever asks. */
    static final class Shared extends BrokenCheckpoints.Good {
        Shared(Checkpoints good) {
            super(good);
        }

        @Override
        public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
            for (Lease each : good.lease(owner, time, subscriptions))
                if (!each.isHeldBy(owner)) good.release(each.owner(), Set.of(each.subscription()));
            return good.lease(owner, time, subscriptions);
        }
    }

    /** Takes what is only looked at. */
    static final class Grasping extends BrokenCheckpoints.Good {
        Grasping(Checkpoints good) {
            super(good);
        }

        @Override
        public List<Lease> leases(Set<String> subscriptions) {
            return good.lease("nobody", Duration.ofDays(1), subscriptions);
        }
    }

    /** Takes none back. */
    static final class Kept extends BrokenCheckpoints.Good {
        Kept(Checkpoints good) {
            super(good);
        }

        @Override
        public void release(String owner, Set<String> subscriptions) {}
    }
}
