package dev.espalier.subscription;

import dev.espalier.infrastructure.SubscriptionHeldException;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of this instance at one place. One question to the store takes those that are free, prolongs those that it has,
 * and tells who has the others.
 */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    /** So often it may fail to be prolonged. */
    private static final int PART = 3;

    private final Checkpoints checkpoints;
    private final String owner;
    private final Duration time;
    private final Waiting waiting;
    private final List<Worker> alone = new ArrayList<>();
    private final List<Members> divided = new ArrayList<>();
    /** Answers are told in the order in which they came about. */
    private final ReentrantLock turn = new ReentrantLock();

    private int users;
    private volatile long looked;

    Leases(Checkpoints checkpoints, String owner, Duration time, Waiting waiting) {
        this.checkpoints = checkpoints;
        this.owner = owner;
        this.time = time;
        this.waiting = waiting;
    }

    /** At the same place, for nobody yet. */
    Leases another() {
        return new Leases(checkpoints, owner, time, waiting);
    }

    /** One that does all of its subscription. */
    void add(Worker worker) {
        alone.add(worker);
    }

    /** Those of the partitions of one. */
    void add(List<Worker> partitions, List<Tenure> seats) {
        divided.add(new Members(partitions, seats, owner));
    }

    private List<Worker> workers() {
        var workers = new ArrayList<>(alone);
        for (Members each : divided) workers.addAll(each.workers());
        return workers;
    }

    boolean isOurs(Lease lease) {
        return lease.owner().equals(owner);
    }

    long nanoTime() {
        return waiting.nanoTime();
    }

    Duration time() {
        return time;
    }

    Duration interval() {
        return time.dividedBy(PART);
    }

    /** From now on somebody runs the workers. */
    void enter() {
        turn.lock();
        users++;
        turn.unlock();
        look();
    }

    /** Somebody runs them no more. */
    void leave() {
        turn.lock();
        users--;
        turn.unlock();
        tidy();
    }

    /** What nobody runs is given back, unless it is still at work. */
    void tidy() {
        turn.lock();
        try {
            if (users > 0) return;
            var left = new ArrayList<Tenure>();
            for (Members each : divided) left.addAll(each.seats());
            for (Worker each : workers()) if (each.isAtRest()) left.add(each.tenure());
            giveBack(left);
        } finally {
            turn.unlock();
        }
    }

    /** Takes, prolongs and looks, for all at once. Where that fails, each worker finds out for itself what the trouble is. */
    void look() {
        turn.lock();
        try {
            if (users == 0) return;
            looked = nanoTime();
            var wanted = new ArrayList<Tenure>();
            for (Worker each : alone) if (each.competes()) wanted.add(each.tenure());
            List<Members> unseated = look(divided, wanted);
            ask(wanted);
            wanted.clear();
            look(unseated.stream().filter(Members::isSeated).toList(), wanted);
            ask(wanted);
        } catch (RuntimeException trouble) {
            LOG.warn("leases could not be looked at; those of this instance lapse after {}", time, trouble);
        } finally {
            turn.unlock();
        }
        for (Worker each : workers()) each.leaseSeen();
    }

    /** Adds what these want, and tells which of them have no seat yet. */
    private List<Members> look(List<Members> members, List<Tenure> wanted) {
        if (members.isEmpty()) return List.of();
        var names = new HashSet<String>();
        for (Members each : members) names.addAll(each.names());
        long asked = nanoTime();
        var found = byName(checkpoints.leases(names));
        for (Members each : members) each.told(found, asked);
        for (Members each : members) giveBack(each.needless());
        for (Members each : members) wanted.addAll(each.wanted());
        return members.stream().filter(each -> !each.isSeated()).toList();
    }

    private static Map<String, Lease> byName(List<Lease> leases) {
        var found = new HashMap<String, Lease>();
        for (Lease each : leases) found.put(each.subscription(), each);
        return found;
    }

    /** For those who run long in one thread. */
    void lookWhenDue() {
        if (nanoTime() - looked > interval().toNanos()) look();
    }

    /** Holds one for a call; what was taken for it is given back. */
    <T> T during(Tenure tenure, Function<Lease, T> call) {
        boolean had = tenure.held().isPresent();
        try {
            Lease lease = tenure.held().or(tenure::ask).orElseThrow(() -> refused(tenure));
            return call.apply(lease);
        } finally {
            if (!had) giveBack(List.of(tenure));
        }
    }

    SubscriptionHeldException refused(Tenure tenure) {
        String other = tenure.look().map(Lease::owner).orElse("another instance");
        return new SubscriptionHeldException(tenure.subscription(), other);
    }

    /** The lease that it is to work with. A partition has it as long as it is in the share of this instance. */
    Optional<Lease> ask(Worker worker) {
        for (Members each : divided)
            if (each.workers().contains(worker)) {
                if (!each.isSeated()) look();
                return worker.tenure().held();
            }
        return worker.tenure().ask();
    }

    void ask(Tenure tenure) {
        ask(List.of(tenure));
    }

    private void ask(Collection<Tenure> tenures) {
        turn.lock();
        try {
            if (tenures.isEmpty()) return;
            var names = new HashSet<String>();
            for (Tenure each : tenures) names.add(each.subscription());
            long asked = nanoTime();
            var found = byName(checkpoints.lease(owner, time, names));
            for (Tenure each : tenures) each.told(Optional.ofNullable(found.get(each.subscription())), asked);
        } finally {
            turn.unlock();
        }
    }

    /** Lets others have them at once. Where that fails, they lapse. */
    void giveBack(Collection<Tenure> tenures) {
        turn.lock();
        try {
            Set<String> names = new HashSet<>();
            for (Tenure each : tenures)
                if (each.look().filter(this::isOurs).isPresent()) names.add(each.subscription());
            for (Tenure each : tenures) each.forget();
            if (!names.isEmpty()) checkpoints.release(owner, names);
        } catch (RuntimeException trouble) {
            LOG.warn("leases could not be given back; they lapse after {}", time, trouble);
        } finally {
            turn.unlock();
        }
    }
}
