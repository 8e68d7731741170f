package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.AggregateSnapshots;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotLog;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventStore;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aggregate snapshots, where the application asked for them: read by a load, written after the commit by the executor that it
 * gave. Trouble with them is logged and harms no command: the events are read instead.
 */
public final class Snapshots {
    private final EventStore store;
    private final @Nullable Executor writer;
    private final Map<Aggregate<?, ?, ?>, AggregateSnapshots<?>> rules = new IdentityHashMap<>();

    /** Rules of different aggregates, for a store that keeps snapshots unless there is none; without a writer, by the sender. */
    public Snapshots(EventStore store, List<AggregateSnapshots<?>> rules, @Nullable Executor writer) {
        this.store = store;
        this.writer = writer;
        for (var rule : rules) this.rules.put(rule.aggregate(), rule);
    }

    StateCache.@Nullable Entry find(EventLog log, Aggregate<?, ?, ?> aggregate, StreamId stream) {
        if (isEmpty()) return null;
        var rule = rules.get(aggregate);
        if (rule == null || !(log instanceof AggregateSnapshotLog snapshots)) return null;
        Optional<AggregateSnapshot> kept = snapshots.snapshot(rule.name(), stream);
        return kept.isPresent() ? entry(rule, kept.get()) : null;
    }

    private static StateCache.@Nullable Entry entry(AggregateSnapshots<?> rule, AggregateSnapshot kept) {
        if (kept.schemaVersion() != rule.schemaVersion()) return null;
        try {
            return new StateCache.Entry(
                    kept.version(), kept.head(), rule.codec().decode(kept.state()));
        } catch (Exception unreadable) {
            log().warn(
                            "the snapshot of {} at version {} does not load, so its events are read; raise the schema version of"
                                    + " {} when its state changes",
                            kept.stream(),
                            kept.version(),
                            rule.name(),
                            unreadable);
            return null;
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(Snapshots.class);
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** What a command loaded and stored is committed. */
    void committed(Loads loads, Receipt receipt) {
        if (isEmpty() || receipt.replayed() || receipt.events().isEmpty()) return;
        loads.forEach((description, of, entry) -> {
            if (description instanceof Aggregate<?, ?, ?> aggregate && of instanceof StreamId stream) {
                var rule = rules.get(aggregate);
                if (rule != null) committed(rule, stream, entry, receipt);
            }
        });
    }

    private void committed(AggregateSnapshots<?> rule, StreamId stream, StateCache.Entry entry, Receipt receipt) {
        long version = entry.at();
        for (EventEnvelope stored : receipt.events())
            if (stored.stream().equals(stream) && stored.version() == version + 1) version++;
        if (version / rule.every() == entry.at() / rule.every()) return;
        StateCache.Entry now = entry.after(rule.aggregate(), stream, receipt);
        if (now.at() == version) write(rule, stream, now);
    }

    private void write(AggregateSnapshots<?> rule, StreamId stream, StateCache.Entry entry) {
        try {
            if (writer == null) trySave(rule, stream, entry);
            else writer.execute(() -> trySave(rule, stream, entry));
        } catch (RejectedExecutionException full) {
            log().debug("the snapshot of {} at version {} was not kept: its executor is full", stream, entry.at());
        }
    }

    private void trySave(AggregateSnapshots<?> rule, StreamId stream, StateCache.Entry entry) {
        try {
            save(rule, stream, entry);
        } catch (RuntimeException failure) {
            log().warn("the snapshot of {} at version {} was not kept", stream, entry.at(), failure);
        }
    }

    private <S> boolean save(AggregateSnapshots<S> rule, StreamId stream, StateCache.Entry entry) {
        byte[] state;
        try {
            state = rule.codec().encode(Loader.state(entry));
        } catch (Exception cause) {
            throw new InvalidInputException("state of " + rule.name(), entry.state(), "cannot be written", cause);
        }
        return ((AggregateSnapshotStore) store)
                .saveSnapshot(new AggregateSnapshot(
                        rule.name(), stream, rule.schemaVersion(), entry.at(), entry.head(), state));
    }

    /** Keeps the state of a stream as all of its events make it; false where a newer one is kept or there are none. */
    boolean take(Loader loader, Aggregate<?, ?, ?> aggregate, StreamId stream) {
        var rule = rule(aggregate);
        var loads = new Loads(false);
        loader.fresh(store, loads, aggregate, stream);
        StateCache.Entry entry = loads.get(aggregate, stream);
        return entry != null && save(rule, stream, entry);
    }

    long delete(Aggregate<?, ?, ?> aggregate) {
        return ((AggregateSnapshotStore) store).deleteSnapshots(rule(aggregate).name());
    }

    private AggregateSnapshots<?> rule(Aggregate<?, ?, ?> aggregate) {
        var rule = rules.get(aggregate);
        if (rule == null)
            throw new InvalidInputException("aggregate", aggregate.category(), "has no snapshots: add .snapshots(...)");
        return rule;
    }
}
