package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.StoredQuery;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Who follows what, and where that is written down.
 *
 * @param listener to whom the events are given
 * @param query which events
 * @param told of every batch and every change
 */
record Following(
        Subscription subscription,
        BiConsumer<EventEnvelope, Transaction> listener,
        StoredQuery query,
        History history,
        Checkpoints checkpoints,
        InstantSource clock,
        Consumer<SubscriptionStatus> told) {
    /** The same up to here. */
    Following until(long position) {
        return new Following(subscription, listener, query, history.until(position), checkpoints, clock, told);
    }
}
