package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.infrastructure.ViewModelFailedException;
import dev.espalier.infrastructure.ViewModelStepException;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewCheckpoints.Change;
import dev.espalier.store.ViewPointer;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version of a view as this process knows it: what is done with it, and how fast it comes on. */
final class ViewVersion {
    private record Seen(long position, Instant at) {}

    final ViewModel model;
    private final StoredQuery query;
    private final History history;
    private final ViewCheckpoints checkpoints;
    private final InstantSource clock;
    private volatile @Nullable Seen first;

    ViewVersion(ViewModel model, StoredQuery query, History history, ViewCheckpoints checkpoints, InstantSource clock) {
        this.model = model;
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

    void create(Change change) {
        change.tables(transaction -> call("be created", model::create, transaction));
        change.put(model.name(), Checkpoint.origin(history.identity()));
    }

    /** First the checkpoint, so that nobody writes any more. */
    void drop(Change change) {
        change.remove(model.name());
        change.tables(transaction -> call("be dropped", model::drop, transaction));
    }

    void verify(Change change) {
        change.rows(transaction -> call("go live", model::verify, transaction));
    }

    Checkpoint hold(Change change) {
        Checkpoint at = change.hold(model.name()).orElseThrow(() -> refused("is not prepared: prepare it first"));
        history.verify(model.name(), at, history.head(), history.identity());
        return at;
    }

    void refuseUnlessWhole() {
        int setAside = checkpoints.setAside(model.name()).size();
        if (setAside > 0)
            throw refused("has set aside " + setAside + " events: let subscriptions() redrive or clear them first");
    }

    /** Its last step to the head, by whoever holds it. */
    void bringUp(Change change, Checkpoint from, long head) {
        List<EventEnvelope> events = history.rest(
                query,
                from.position(),
                head,
                behind -> new ViewModelStepException(model.view(), model.version(), behind, true));
        change.rows(transaction -> {
            for (EventEnvelope each : events) model.project(each, transaction);
            if (!events.isEmpty()) model.end(events.get(events.size() - 1), transaction);
        });
        change.put(model.name(), history.upTo(head, history.identity()));
    }

    ViewModelStepException refused(String rule) {
        return new ViewModelStepException(model.view(), model.version(), rule, false);
    }

    /** Remembers from where and when on it came on. */
    void heard(SubscriptionStatus status) {
        if (!status.name().equals(model.name())) return;
        if (status.state() == State.DORMANT) first = null;
        else if (first == null && status.state() == State.CATCHING_UP)
            first = new Seen(status.position(), clock.instant());
    }

    ViewModelStatus status(ViewPointer pointer, long head) {
        Optional<Checkpoint> at = checkpoints.find(model.name());
        long position = at.map(Checkpoint::position).orElse(0L);
        long lag = at.isEmpty() ? 0 : Math.max(0, head - position);
        return new ViewModelStatus(
                model.view(), model.version(), state(at.isPresent(), pointer), position, lag, left(position, lag));
    }

    private ViewModelStatus.State state(boolean prepared, ViewPointer pointer) {
        if (pointer.live() == model.version()) return ViewModelStatus.State.LIVE;
        if (pointer.former() == model.version()) return ViewModelStatus.State.FORMER;
        return prepared ? ViewModelStatus.State.BUILDING : ViewModelStatus.State.ABSENT;
    }

    private Optional<Duration> left(long position, long lag) {
        if (lag == 0) return Optional.of(Duration.ZERO);
        Seen begun = first;
        if (begun == null || position <= begun.position) return Optional.empty();
        double each = (double) Duration.between(begun.at, clock.instant()).toMillis() / (position - begun.position);
        return Optional.of(Duration.ofMillis(Math.round(each * lag)));
    }
}
