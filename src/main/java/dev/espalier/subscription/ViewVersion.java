package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.infrastructure.ViewModelFailedException;
import dev.espalier.infrastructure.ViewModelStepException;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewCheckpoints.Change;
import dev.espalier.store.ViewPointer;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A version of a view, with all its partitions, as this process knows it: what is done with it, and how fast it comes on. */
final class ViewVersion {
    private record Seen(long position, Instant at) {}

    final ViewModel model;
    private final List<Partition> partitions;
    private final Layout layout;
    private final StoredQuery query;
    private final History history;
    private final ViewCheckpoints checkpoints;
    private final InstantSource clock;
    /** From where and when on each partition came on. */
    private final Map<String, Seen> first = new ConcurrentHashMap<>();

    ViewVersion(
            ViewModel model,
            Subscription subscription,
            StoredQuery query,
            History history,
            ViewCheckpoints checkpoints,
            InstantSource clock) {
        this.model = model;
        this.partitions = Partition.of(subscription, subscription.settings().partitions());
        this.layout = new Layout(subscription, partitions.size(), checkpoints);
        this.query = query;
        this.history = history;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    ViewCheckpoints checkpoints() {
        return checkpoints;
    }

    /** An action of the user's. */
    @FunctionalInterface
    private interface Action {
        void on(Transaction transaction) throws Exception;
    }

    private void call(String step, Action action, Transaction transaction) {
        try {
            action.on(transaction);
        } catch (Exception cause) {
            if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
            throw new ViewModelFailedException(model, step, cause);
        }
    }

    boolean isPrepared() {
        return layout.exists();
    }

    void create(Change change) {
        change.tables(transaction -> call("be created", model::create, transaction));
        layout.put(change, Checkpoint.origin(history.identity()));
    }

    /** First the checkpoints, in whatever partitions they are, so that nobody writes any more. */
    void drop(Change change) {
        layout.remove(change);
        change.tables(transaction -> call("be dropped", model::drop, transaction));
    }

    void verify(Change change) {
        change.rows(transaction -> call("go live", model::verify, transaction));
    }

    /** Where each partition stands. */
    List<Checkpoint> hold(Change change) {
        return partitions.stream().map(each -> hold(change, each.name())).toList();
    }

    private Checkpoint hold(Change change, String name) {
        Checkpoint at = change.hold(name).orElseThrow(() -> refused("is not prepared: prepare it first"));
        history.verify(name, at, history.head(), history.identity());
        return at;
    }

    void refuseUnlessWhole() {
        int setAside = partitions.stream()
                .mapToInt(each -> checkpoints.setAside(each.name()).size())
                .sum();
        if (setAside > 0)
            throw refused("has set aside " + setAside + " events: let subscriptions() redrive or clear them first");
    }

    /** The last step of each partition to the head, by whoever holds them all. */
    void bringUp(Change change, List<Checkpoint> from, long head) {
        long last = from.stream().mapToLong(Checkpoint::position).min().orElseThrow();
        List<EventEnvelope> rest = history.rest(
                query, last, head, behind -> new ViewModelStepException(model.view(), model.version(), behind, true));
        Checkpoint end = history.upTo(head, history.identity());
        for (Partition each : partitions) bringUp(change, each, from.get(each.index()), rest, end);
    }

    private void bringUp(
            Change change, Partition partition, Checkpoint from, List<EventEnvelope> rest, Checkpoint end) {
        List<EventEnvelope> events = partition.own(
                rest.stream().filter(each -> each.position() > from.position()).toList());
        var listener = partition.listening(model::project);
        change.rows(transaction -> {
            for (EventEnvelope each : events) listener.accept(each, transaction);
            if (!events.isEmpty()) model.end(events.get(events.size() - 1), transaction);
        });
        change.put(partition.name(), end);
    }

    ViewModelStepException refused(String rule) {
        return new ViewModelStepException(model.view(), model.version(), rule, false);
    }

    private Stream<String> names() {
        return partitions.stream().map(Partition::name);
    }

    /** Remembers from where and when on a partition came on. */
    void heard(SubscriptionStatus status) {
        if (names().noneMatch(status.name()::equals)) return;
        if (status.state() == State.DORMANT) first.remove(status.name());
        else if (status.state() == State.CATCHING_UP)
            first.putIfAbsent(status.name(), new Seen(status.position(), clock.instant()));
    }

    /** As of the partition that is furthest behind; it takes as long as the slowest. */
    ViewModelStatus status(ViewPointer pointer, long head) {
        List<Lease> known = checkpoints.leases(names().collect(Collectors.toSet()));
        long position =
                known.stream().mapToLong(each -> each.at().position()).min().orElse(0);
        long lag = known.isEmpty() ? 0 : Math.max(0, head - position);
        return new ViewModelStatus(
                model.view(), model.version(), state(!known.isEmpty(), pointer), position, lag, left(known, head));
    }

    private ViewModelStatus.State state(boolean prepared, ViewPointer pointer) {
        if (pointer.live() == model.version()) return ViewModelStatus.State.LIVE;
        if (pointer.former() == model.version()) return ViewModelStatus.State.FORMER;
        return prepared ? ViewModelStatus.State.BUILDING : ViewModelStatus.State.ABSENT;
    }

    private Optional<Duration> left(List<Lease> known, long head) {
        Duration longest = Duration.ZERO;
        for (Lease each : known) {
            var left = left(each.subscription(), each.at().position(), head);
            if (left.isEmpty()) return left;
            if (left.get().compareTo(longest) > 0) longest = left.get();
        }
        return Optional.of(longest);
    }

    private Optional<Duration> left(String partition, long position, long head) {
        if (position >= head) return Optional.of(Duration.ZERO);
        Seen begun = first.get(partition);
        if (begun == null || position <= begun.position) return Optional.empty();
        double each = (double) Duration.between(begun.at, clock.instant()).toMillis() / (position - begun.position);
        return Optional.of(Duration.ofMillis(Math.round(each * (head - position))));
    }
}
