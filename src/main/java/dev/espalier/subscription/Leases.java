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
    private final List<Worker> workers = new ArrayList<>();
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

    void add(Worker worker) {
        workers.add(worker);
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
            if (users == 0)
                giveBack(workers.stream()
                        .filter(Worker::isAtRest)
                        .map(Worker::tenure)
                        .toList());
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
            ask(workers.stream().filter(Worker::competes).map(Worker::tenure).toList());
        } catch (RuntimeException trouble) {
            LOG.warn("leases could not be looked at; those of this instance lapse after {}", time, trouble);
        } finally {
            turn.unlock();
        }
        for (Worker each : workers) each.leaseSeen();
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

    void ask(Tenure tenure) {
        ask(List.of(tenure));
    }

    private void ask(Collection<Tenure> tenures) {
        turn.lock();
        try {
            var names = new HashSet<String>();
            for (Tenure each : tenures) names.add(each.subscription());
            long asked = nanoTime();
            var found = new HashMap<String, Lease>();
            for (Lease each : checkpoints.lease(owner, time, names)) found.put(each.subscription(), each);
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
