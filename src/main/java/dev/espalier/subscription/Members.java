package dev.espalier.subscription;

import dev.espalier.store.Lease;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Divides the partitions of a subscription among the instances that run it. Each takes a seat, which is a lease. All see the same
 * seats, so each knows how many partitions are its share: who has more leaves some when their batches are over, who has fewer
 * takes what is free. That is only a matter of who does the work: the lease of a partition decides who may.
 */
final class Members {
    private final List<Worker> workers;
    private final List<Tenure> seats;
    /** Those who come at once ask for different seats. */
    private final int preference;

    Members(List<Worker> workers, List<Tenure> seats, String instance) {
        this.workers = workers;
        this.seats = seats;
        this.preference = instance.hashCode();
    }

    List<Worker> workers() {
        return workers;
    }

    List<Tenure> seats() {
        return seats;
    }

    private Stream<Tenure> all() {
        return Stream.concat(seats.stream(), workers.stream().map(Worker::tenure));
    }

    Set<String> names() {
        var names = new HashSet<String>();
        all().forEach(each -> names.add(each.subscription()));
        return names;
    }

    void told(Map<String, Lease> found, long asked) {
        all().forEach(each -> each.told(Optional.ofNullable(found.get(each.subscription())), asked));
    }

    /** Whether this instance counts. */
    boolean isSeated() {
        return !own().isEmpty();
    }

    private List<Tenure> own() {
        return seats.stream().filter(seat -> seat.held().isPresent()).toList();
    }

    /** Whether there is anything that it would take; not so when all of it is paused here. */
    private boolean isRunning() {
        return workers.stream().anyMatch(each -> each.competes() && !each.keeps());
    }

    /** Seats by which it would keep others from what it does not do itself. */
    List<Tenure> needless() {
        return own().stream().skip(isRunning() ? 1 : 0).toList();
    }

    /** What this instance is to ask for: a seat; once it has one, its share as well. Where nothing has begun, any may begin it. */
    List<Tenure> wanted() {
        Optional<Tenure> own = own().stream().findFirst();
        List<Worker> share = own.map(this::share).orElseGet(this::kept);
        boolean begun = seats.stream().anyMatch(Tenure::isKnown);
        for (Worker each : workers) each.allot(!begun || share.contains(each));
        return Stream.concat(own.or(this::free).stream(), share.stream().map(Worker::tenure))
                .toList();
    }

    private List<Worker> kept() {
        return workers.stream().filter(Worker::keeps).toList();
    }

    private Optional<Tenure> free() {
        if (!isRunning()) return Optional.empty();
        List<Tenure> free = seats.stream().filter(Tenure::isFree).toList();
        return free.isEmpty() ? Optional.empty() : Optional.of(free.get(Math.floorMod(preference, free.size())));
    }

    private List<Worker> share(Tenure own) {
        List<Tenure> taken =
                seats.stream().filter(seat -> seat == own || !seat.isFree()).toList();
        int rank = taken.indexOf(own);
        int quota = workers.size() / taken.size() + (rank < workers.size() % taken.size() ? 1 : 0);
        var share = new ArrayList<>(kept());
        fill(
                share,
                quota,
                workers.stream().filter(worker -> worker.tenure().held().isPresent()));
        fill(share, quota, workers.stream().filter(worker -> worker.tenure().isFree()));
        return share;
    }

    private static void fill(List<Worker> share, int quota, Stream<Worker> candidates) {
        candidates
                .filter(Worker::competes)
                .filter(each -> !share.contains(each))
                .limit(Math.max(0, quota - share.size()))
                .forEach(share::add);
    }
}
