package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One event after the other, until the batch is over or somebody wants it to end. */
final class Batch {
    private final List<EventEnvelope> events;
    private final Function<EventEnvelope, Checkpoint> place;
    private Checkpoint reached;
    private int handled;

    /** Which end at a place that may be beyond the last of them. */
    Batch(List<EventEnvelope> events, Checkpoint end, Function<EventEnvelope, Checkpoint> place) {
        this.events = events;
        this.reached = end;
        this.place = place;
    }

    Checkpoint write(
            BiConsumer<EventEnvelope, Transaction> listener,
            BiConsumer<EventEnvelope, Transaction> afterLast,
            Transaction transaction,
            BooleanSupplier isToEnd) {
        for (; handled < events.size(); handled++) {
            if (handled > 0 && isToEnd.getAsBoolean()) {
                reached = place.apply(events.get(handled - 1));
                break;
            }
            try {
                listener.accept(events.get(handled), transaction);
            } catch (RuntimeException failure) {
                throw new Poisoned(handled, failure);
            }
        }
        if (handled > 0) end(afterLast, transaction);
        return reached;
    }

    /** Which event is to blame is not known: halves of it are tried, down to one. */
    private void end(BiConsumer<EventEnvelope, Transaction> afterLast, Transaction transaction) {
        try {
            afterLast.accept(events.get(handled - 1), transaction);
        } catch (RuntimeException failure) {
            throw new Poisoned(handled / 2, failure);
        }
    }

    Checkpoint reached() {
        return reached;
    }

    int handled() {
        return handled;
    }

    boolean isDone() {
        return handled == events.size();
    }
}
