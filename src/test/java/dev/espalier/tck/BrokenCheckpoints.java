package dev.espalier.tck;

import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.TransactionalStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Stores whose checkpoints are wrong. */
final class BrokenCheckpoints {
    private BrokenCheckpoints() {}

    /** A store with these checkpoints. */
    static Instance with(TransactionalStore good, UnaryOperator<Checkpoints> broken) {
        return new Instance(good) {
            @Override
            public Checkpoints checkpoints() {
                return broken.apply(super.checkpoints());
            }
        };
    }

    /** As good ones. */
    static class Good implements Checkpoints {
        final Checkpoints good;

        Good(Checkpoints good) {
            this.good = good;
        }

        @Override
        public Checkpoint open(String subscription, Checkpoint start) {
            return good.open(subscription, start);
        }

        @Override
        public Optional<Checkpoint> find(String subscription) {
            return good.find(subscription);
        }

        @Override
        public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
            return good.lease(owner, time, subscriptions);
        }

        @Override
        public void release(String owner, Set<String> subscriptions) {
            good.release(owner, subscriptions);
        }

        @Override
        public Moved move(Lease lease, Checkpoint from, Rows rows) {
            return good.move(lease, from, rows);
        }

        @Override
        public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
            return good.setAside(lease, from, to, event);
        }

        @Override
        public List<SetAside> setAside(String subscription) {
            return good.setAside(subscription);
        }

        @Override
        public Moved settle(Lease lease, UUID event, Consumer<Transaction> rows) {
            return good.settle(lease, event, rows);
        }

        @Override
        public void reset(String subscription, Checkpoint to) {
            good.reset(subscription, to);
        }
    }

    /** Begins anew each time. */
    static final class BeginningAgain extends Good {
        BeginningAgain(Checkpoints good) {
            super(good);
        }

        @Override
        public Checkpoint open(String subscription, Checkpoint start) {
            good.reset(subscription, start);
            return start;
        }
    }

    /** Moves from wherever it stands. */
    static final class Uncompared extends Good {
        Uncompared(Checkpoints good) {
            super(good);
        }

        @Override
        public Moved move(Lease lease, Checkpoint from, Rows rows) {
            return good.move(lease, find(lease.subscription()).orElse(from), rows);
        }
    }

    /** Moves before the rows are written. */
    static final class Early extends Good {
        Early(Checkpoints good) {
            super(good);
        }

        @Override
        public Moved move(Lease lease, Checkpoint from, Rows rows) {
            return good.move(lease, from, transaction -> {
                try {
                    return rows.write(transaction);
                } catch (RuntimeException swallowed) {
                    return new Checkpoint(from.position() + 1, Optional.of(new UUID(0, 0)), from.store());
                }
            });
        }
    }

    /** Forgets what was set aside. */
    static final class Forgetting extends Good {
        Forgetting(Checkpoints good) {
            super(good);
        }

        @Override
        public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
            return good.move(lease, from, transaction -> to);
        }
    }

    /** Does nothing, and says that it has. */
    static final class Nothing extends Good {
        Nothing(Checkpoints good) {
            super(good);
        }

        @Override
        public Checkpoint open(String subscription, Checkpoint start) {
            return start;
        }

        @Override
        public Optional<Checkpoint> find(String subscription) {
            return Optional.empty();
        }

        @Override
        public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
            return List.of();
        }

        @Override
        public void release(String owner, Set<String> subscriptions) {}

        @Override
        public Moved move(Lease lease, Checkpoint from, Rows rows) {
            return Moved.OK;
        }

        @Override
        public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
            return Moved.OK;
        }

        @Override
        public Moved settle(Lease lease, UUID event, Consumer<Transaction> rows) {
            return Moved.OK;
        }

        @Override
        public void reset(String subscription, Checkpoint to) {}
    }
}
