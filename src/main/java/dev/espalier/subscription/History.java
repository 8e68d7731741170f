package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.HistoryChangedException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.EventStore;
import dev.espalier.store.EventType;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The events as those see them who follow. */
record History(EventStore store, EventType.Lookup types, long end) {
    private static final StoredQuery ALL = new StoredQuery(List.of()).withArchived();
    /** So much can be caught up while others wait. */
    private static final int MOST_WAITED_FOR = 1_000;

    private static final StoreIdentity ANY = new StoreIdentity("unidentified", 1);

    History(EventStore store, EventType.Lookup types) {
        this(store, types, Long.MAX_VALUE);
    }

    /** The same up to here. */
    History until(long position) {
        return new History(store, types, position);
    }

    long head() {
        return Math.min(end, store.head());
    }

    StoreIdentity identity() {
        return store instanceof IdentifiedStore identified ? identified.identity() : ANY;
    }

    /** Events up to a head that was seen; not one of them is decoded. */
    List<EventEnvelope> page(StoredQuery query, long after, long head, int events) {
        try (EventStream stream =
                store.read(query, ReadRange.from(after).until(head).first(events), types)) {
            var page = new ArrayList<EventEnvelope>();
            for (EventEnvelope event : stream) page.add(event);
            return page;
        }
    }

    /** What is behind, where that is little enough to let others wait meanwhile; else the refusal is made of the reason. */
    List<EventEnvelope> rest(StoredQuery query, long after, long head, Function<String, RuntimeException> refusal) {
        List<EventEnvelope> events = page(query, after, head, MOST_WAITED_FOR + 1);
        if (events.size() > MOST_WAITED_FOR)
            throw refusal.apply(
                    "is more than " + MOST_WAITED_FOR + " events behind: wait until it has caught up, and try again");
        return events;
    }

    /** Where a subscription stands when it begins. */
    Checkpoint start(Settings settings) {
        return upTo(settings.start() == Subscription.NOW ? head() : settings.start(), identity());
    }

    /** The place of an event. */
    Checkpoint at(EventEnvelope event, StoreIdentity identity) {
        return new Checkpoint(event.position(), Optional.of(event.id()), identity);
    }

    /** The place of the last event up to a position. */
    Checkpoint upTo(long position, StoreIdentity identity) {
        return last(position).map(event -> at(event, identity)).orElseGet(() -> Checkpoint.origin(identity));
    }

    private Optional<EventEnvelope> last(long position) {
        if (position == 0) return Optional.empty();
        try (EventStream stream =
                store.read(ALL, ReadRange.all().until(position).first(1).reversed(), types)) {
            var events = stream.iterator();
            return events.hasNext() ? Optional.of(events.next()) : Optional.empty();
        }
    }

    /** Refuses to go on from a place that is not in this history. */
    void verify(String subscription, Checkpoint at, long head, StoreIdentity identity) {
        if (at.position() == 0) return;
        String difference = difference(at, head, identity);
        if (!difference.isEmpty()) throw new HistoryChangedException(subscription, at.position(), head, difference);
    }

    private String difference(Checkpoint at, long head, StoreIdentity identity) {
        if (!at.store().id().equals(identity.id()))
            return "in store " + at.store().id() + ", and this is store " + identity.id();
        if (head < at.position()) return "the store ends at position " + head + ": it was restored to an earlier point";
        var there = last(at.position());
        if (there.isPresent()
                && there.get().position() == at.position()
                && there.get().id().equals(at.event().orElseThrow())) return "";
        return "another event stands there: the store was restored to an earlier point and has gone on from it";
    }
}
