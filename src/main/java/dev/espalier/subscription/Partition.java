package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one worker does of a subscription: all of it, or the events of some keys. It has a checkpoint and a lease of its own, so
 * that the others do not mind what becomes of it.
 */
record Partition(Subscription subscription, int index, int count) {
    private static final int LARGEST_PAGE = 10_000;

    /** Some events, and the last one that was looked at for them; none when there are no more up to the head. */
    record Page(List<EventEnvelope> events, Optional<EventEnvelope> last) {}

    static List<Partition> of(Subscription subscription, int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Partition(subscription, index, count))
                .toList();
    }

    boolean isWhole() {
        return count == 1;
    }

    /** Of its checkpoint, which nobody takes for that of another division. */
    String name() {
        return isWhole() ? subscription.name() : subscription.name() + "[" + (index + 1) + "/" + count + "]";
    }

    /** Of the lease by which an instance says that it runs partitions; there are as many as partitions. */
    String seat() {
        return name() + " by " + subscription.settings().key().name();
    }

    /** How many events are looked at for so many of its own. */
    int limit(int most) {
        return isWhole() ? most : Math.max(most, (int) Math.min(LARGEST_PAGE, (long) most * count));
    }

    Page page(History history, StoredQuery query, long after, long head, int most) {
        int limit = limit(most);
        List<EventEnvelope> found = history.page(query, after, head, limit);
        EventEnvelope last = found.size() < limit ? null : found.get(found.size() - 1);
        return isWhole() ? new Page(found, Optional.ofNullable(last)) : own(found, last, most);
    }

    private Page own(List<EventEnvelope> found, @Nullable EventEnvelope last, int most) {
        var own = new ArrayList<EventEnvelope>();
        for (EventEnvelope each : found) {
            if (!contains(each)) continue;
            own.add(each);
            if (own.size() == most) return new Page(own, Optional.of(each));
        }
        return new Page(own, Optional.ofNullable(last));
    }

    /** Those of its keys. */
    List<EventEnvelope> own(List<EventEnvelope> events) {
        return events.stream().filter(this::contains).toList();
    }

    private boolean contains(EventEnvelope event) {
        return isWhole() || Math.floorMod(spread(key(event).hashCode()), count) == index;
    }

    /** One whose key cannot be told is refused by the partition of its stream. */
    private String key(EventEnvelope event) {
        try {
            return told(event);
        } catch (RuntimeException untold) {
            return event.stream().toString();
        }
    }

    private String told(EventEnvelope event) {
        String key = subscription.settings().key().of().apply(event);
        if (key == null)
            throw new InvalidInputException(
                    "partition key", subscription.settings().key().name(), "is null for " + event);
        return key;
    }

    /** Neighbours go apart; the mixing of MurmurHash3 (Austin Appleby), as what is stored depends on it for good. */
    private static int spread(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }

    BiConsumer<EventEnvelope, Transaction> listening(BiConsumer<EventEnvelope, Transaction> listener) {
        if (isWhole()) return listener;
        return (event, transaction) -> {
            told(event);
            listener.accept(event, transaction);
        };
    }
}
