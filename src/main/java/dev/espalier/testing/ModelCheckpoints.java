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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What {@code JdbcCheckpoints} does, statement by statement, on tables in memory: what is written is seen by others once it
 * is committed; a row that one transaction has locked makes others come again; a lost answer is looked up.
 */
class ModelCheckpoints implements ViewCheckpoints {
    private static final String MANY = "subscriptions";
    /** As {@code JdbcCheckpoints} tells its databases to bear it. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration SILENCE_OF_A_CHANGE = Duration.ofHours(1);

    final ModelTables tables;
    final Steps steps;

    ModelCheckpoints(ModelTables tables, Steps steps) {
        this.tables = tables;
        this.steps = steps;
    }

    /** Commits what the work has written, or nothing of it. */
    <T> T inTransaction(String name, Function<ModelSession, T> work) {
        return inTransaction(name, SILENCE, work);
    }

    private <T> T inTransaction(String name, Duration silence, Function<ModelSession, T> work) {
        steps.before("begin a transaction on", name);
        T result;
        try (var session = new ModelSession(tables, steps, name, silence)) {
            result = work.apply(session);
            session.commit();
        }
        steps.after("commit", name);
        return result;
    }

    @Override
    public Checkpoint open(String subscription, Checkpoint start) {
        return find(subscription)
                .orElseGet(() -> inTransaction(subscription, session -> {
                    session.lock(subscription);
                    Optional<Checkpoint> found = find(subscription);
                    if (found.isEmpty()) session.put(subscription, start);
                    return found.orElse(start);
                }));
    }

    @Override
    public Optional<Checkpoint> find(String subscription) {
        steps.before("find", subscription);
        return Optional.ofNullable(tables.checkpoints.get(subscription));
    }

    /** One statement, which passes by what is locked. */
    @Override
    public List<Lease> lease(String owner, Duration time, Set<String> subscriptions) {
        steps.before("take leases of", MANY);
        var found = new ArrayList<Lease>();
        for (String each : subscriptions) {
            if (!tables.checkpoints.containsKey(each)) continue;
            Lease known = tables.lease(each);
            boolean due = known.isFree() || known.isHeldBy(owner);
            if (due && !tables.isLocked(each)) tables.hold(each, owner, known.token() + (known.isFree() ? 1 : 0), time);
            found.add(tables.lease(each));
        }
        steps.after("take leases of", MANY);
        return found;
    }

    @Override
    public List<Lease> leases(Set<String> subscriptions) {
        steps.before("look at leases of", MANY);
        return subscriptions.stream()
                .filter(tables.checkpoints::containsKey)
                .map(tables::lease)
                .toList();
    }

    @Override
    public void release(String owner, Set<String> subscriptions) {
        steps.before("release leases of", MANY);
        for (String each : subscriptions)
            if (tables.checkpoints.containsKey(each) && !tables.isLocked(each)) {
                Lease known = tables.lease(each);
                if (known.owner().equals(owner)) tables.hold(each, "", known.token(), Duration.ZERO);
            }
        steps.after("release leases of", MANY);
    }

    @Override
    public Moved move(Lease lease, Checkpoint from, Rows rows) {
        return moving(lease, from, session -> rows.write(session.transaction()));
    }

    @Override
    public Moved setAside(Lease lease, Checkpoint from, Checkpoint to, SetAside event) {
        return moving(lease, from, session -> {
            session.setAside(lease.subscription(), event);
            return to;
        });
    }

    private Moved moving(Lease lease, Checkpoint from, Function<ModelSession, Checkpoint> rows) {
        String subscription = lease.subscription();
        var reached = new Checkpoint[1];
        try {
            return held(lease, session -> {
                Checkpoint known = tables.lease(subscription).at();
                if (!from.equals(known)) return known.position() > from.position() ? Moved.ALREADY : Moved.LOST;
                Checkpoint to = rows.apply(session);
                session.put(subscription, to);
                reached[0] = to;
                return Moved.OK;
            });
        } catch (StoreUnavailableException lost) {
            if (reached[0] != null && find(subscription).equals(Optional.of(reached[0]))) return Moved.OK;
            throw lost;
        }
    }

    /** Under the lock, by the one who has the lease, which is prolonged with it. */
    private Moved held(Lease lease, Function<ModelSession, Moved> work) {
        String subscription = lease.subscription();
        return inTransaction(subscription, lease.time(), session -> {
            session.lock(subscription);
            if (!tables.checkpoints.containsKey(subscription)) return Moved.LOST;
            if (!isHeld(lease)) return Moved.FENCED;
            Moved moved = work.apply(session);
            if (moved == Moved.OK) session.prolong(lease);
            return moved;
        });
    }

    /** Whether nobody has taken it since. */
    boolean isHeld(Lease lease) {
        Lease stands = tables.lease(lease.subscription());
        return stands.owner().equals(lease.owner()) && stands.token() == lease.token();
    }

    @Override
    public List<SetAside> setAside(String subscription) {
        steps.before("list what is set aside of", subscription);
        var records = tables.setAside.get(subscription);
        return records == null ? List.of() : List.copyOf(records.values());
    }

    @Override
    public Moved settle(Lease lease, UUID event, Consumer<Transaction> rows) {
        return held(lease, session -> {
            if (!session.forget(lease.subscription(), event)) return Moved.ALREADY;
            rows.accept(session.transaction());
            return Moved.OK;
        });
    }

    @Override
    public void reset(String subscription, Checkpoint to) {
        inTransaction(subscription, session -> {
            session.lock(subscription);
            session.reset(subscription, to);
            return to;
        });
    }

    @Override
    public ViewPointer pointer(String view) {
        steps.before("find the pointer of", view);
        return tables.views.getOrDefault(view, ViewPointer.NONE);
    }

    @Override
    public Optional<ServiceMode> mode(String service) {
        steps.before("find the mode of", service);
        return Optional.ofNullable(tables.modes.get(service));
    }

    /** An append is one step, so nothing is to be held. */
    @Override
    public ServiceMode hold(String service, Transaction transaction) {
        if (tables.isLocked(ModelSession.mode(service)))
            throw new StoreUnavailableException("simulated: the mode of " + service + " is locked by another", null);
        return Optional.ofNullable(tables.modes.get(service)).orElseThrow();
    }

    @Override
    public void change(String view, Consumer<Change> work) {
        inTransaction(view, SILENCE_OF_A_CHANGE, session -> {
            session.lock("view " + view);
            work.accept(session.change(view));
            return view;
        });
    }
}
