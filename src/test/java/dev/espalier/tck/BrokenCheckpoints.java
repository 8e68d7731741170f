package dev.espalier.tck;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewPointer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Stores whose checkpoints are wrong. */
final class BrokenCheckpoints {
    private BrokenCheckpoints() {}

    /** A store with these checkpoints. */
    static Instance with(TransactionalStore good, UnaryOperator<Checkpoints> broken) {
        Checkpoints wrong = broken.apply(((CheckpointedStore) good).checkpoints());
        return new Instance(good) {
            @Override
            public Checkpoints checkpoints() {
                return wrong;
            }
        };
    }

    /** As good ones. */
    static class Good implements ViewCheckpoints {
        final ViewCheckpoints good;

        Good(Checkpoints good) {
            this.good = (ViewCheckpoints) good;
        }

        @Override
        public ViewPointer pointer(String view) {
            return good.pointer(view);
        }

        @Override
        public Optional<ServiceMode> mode(String service) {
            return good.mode(service);
        }

        @Override
        public ServiceMode hold(String service, Transaction transaction) {
            return good.hold(service, transaction);
        }

        @Override
        public void change(String view, Consumer<Change> work) {
            good.change(view, work);
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
        public List<Lease> leases(Set<String> subscriptions) {
            return good.leases(subscriptions);
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

    /** One partition of three takes the others along. */
    static final class Dragging extends Good {
        Dragging(Checkpoints good) {
            super(good);
        }

        @Override
        public Moved move(Lease lease, Checkpoint from, Rows rows) {
            Moved moved = good.move(lease, from, rows);
            for (int i = 1; i <= 3; i++) {
                String other = lease.subscription().replaceAll("\\[./", "[" + i + "/");
                good.find(lease.subscription()).ifPresent(to -> good.reset(other, to));
            }
            return moved;
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

    /** Tells how a service ran at the append before. */
    static final class Belated extends Good {
        private final Map<String, ServiceMode> before = new ConcurrentHashMap<>();

        Belated(Checkpoints good) {
            super(good);
        }

        @Override
        public ServiceMode hold(String service, Transaction transaction) {
            ServiceMode now = good.hold(service, transaction);
            ServiceMode then = before.put(service, now);
            return then == null ? now : then;
        }
    }

    /** A service that switches begins with the first event. */
    static final class Misplaced extends Good {
        Misplaced(Checkpoints good) {
            super(good);
        }

        @Override
        public void change(String view, Consumer<Change> work) {
            good.change(
                    view,
                    change -> work.accept((Change) Proxy.newProxyInstance(
                            Change.class.getClassLoader(), new Class<?>[] {Change.class}, (self, method, arguments) -> {
                                if (arguments != null && arguments[arguments.length - 1] instanceof Checkpoint at)
                                    arguments[arguments.length - 1] = Checkpoint.origin(at.store());
                                try {
                                    return method.invoke(change, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            })));
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
