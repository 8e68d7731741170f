package dev.espalier.store.memory;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How appends come in: each waits for its turn, is tested, and gets its place. Nothing of it is in the log before somebody
 * publishes it there. One for each store.
 */
final class Acceptance {
    private static final int SPINS = 50;

    private final InMemoryEventStore store;

    Acceptance(InMemoryEventStore store) {
        this.store = store;
    }

    /** Before the lock: what is kept as bytes is encoded. */
    void prepare(Append append) {
        store.limits().check(append);
        for (int i = 0; i < append.size(); i++)
            if (isBytes(append.get(i))) store.limits().checkPayload(append.get(i));
    }

    private boolean isBytes(EventData event) {
        return store.strict || !event.type().keepsObject();
    }

    /** Takes the lock; whether it had to wait for others. */
    boolean lock(Duration atMost) {
        if (store.lock.isHeldByCurrentThread())
            throw new UnsuitableTransactionException("this thread is in the middle of another append", null);
        boolean free = store.lock.tryLock();
        if (!free) await(atMost);
        return !free;
    }

    /** An append without services is over sooner than a thread falls asleep. */
    private void await(Duration atMost) {
        for (int i = 0; i < SPINS; i++) {
            if (store.lock.tryLock()) return;
            Thread.onSpinWait();
        }
        try {
            if (!store.lock.tryLock(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS))
                throw unavailable("waited " + atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the thread was interrupted while it waited");
        }
    }

    private static StoreUnavailableException unavailable(String reason) {
        return new StoreUnavailableException(reason + " for the other appends of this store; nothing was stored", null);
    }

    /** Under the lock: what was stored before, where this append is that one again. */
    @Nullable
    Receipt replayed(Append append) {
        List<RecordedEvent> before = List.of();
        for (int i = 0; i < append.size(); i++) {
            RecordedEvent known = store.log.find(append.get(i).id());
            if (known == null) continue;
            if (before.isEmpty()) before = new ArrayList<>();
            before.add(known);
        }
        if (before.isEmpty()) {
            if (append.size() > 1) checkDistinct(append);
            return null;
        }
        for (int i = 0; i < append.size(); i++)
            if (before.size() < append.size() || !same(before.get(i), append.get(i)) || !follows(before, i))
                throw new DuplicateEventException(
                        before.get(Math.min(i, before.size() - 1)).id());
        return StoredReceipt.of(before, true);
    }

    private static boolean same(RecordedEvent known, EventData event) {
        return known.id().equals(event.id()) && known.stream().equals(event.stream());
    }

    private static boolean follows(List<RecordedEvent> events, int index) {
        return index == 0
                || events.get(index).position() > events.get(index - 1).position();
    }

    private static void checkDistinct(Append append) {
        var ids = new HashSet<UUID>();
        for (int i = 0; i < append.size(); i++)
            if (!ids.add(append.get(i).id()))
                throw new DuplicateEventException(append.get(i).id());
    }

    /** Under the lock: its events with their places, where all that it demands holds. */
    RecordedEvent[] accepted(Append append, long now) {
        check(append.stream(), append.expected());
        if (!append.more().isEmpty()) append.more().forEach(this::check);
        RecordedEvent[] numbered = numbered(append, now);
        store.states.refuseClosed(numbered);
        return numbered;
    }

    private void check(Marker.Check check) {
        if (check instanceof Marker.StreamCheck stream) check(stream.stream(), stream.expected());
        else if (check instanceof Marker.QueryCheck query) check(query);
        else if (check instanceof Marker.EventCheck event && store.log.find(event.event()) == null)
            throw new ConflictException(event.stream(), new Marker(List.of(check)), 0);
    }

    private void check(StreamId stream, ExpectedVersion expected) {
        if (expected == ExpectedVersion.any()) return;
        long actual = store.log.version(stream);
        if (!expected.accepts(actual)) throw new ConflictException(stream, expected, actual);
    }

    private void check(Marker.QueryCheck check) {
        RecordedEvent found = check.query().items().isEmpty()
                ? lastAfter(check.after())
                : store.index.last(check.query(), check.after(), store.log.head());
        if (found != null) throw new ConflictException(found.stream(), new Marker(List.of(check)), found.position());
    }

    private @Nullable RecordedEvent lastAfter(long position) {
        long head = store.log.head();
        return head > position ? store.log.at(head) : null;
    }

    private RecordedEvent[] numbered(Append append, long time) {
        long now = append.size() == 0 ? 0 : store.recorded(time);
        long position = store.log.head();
        var numbered = new RecordedEvent[append.size()];
        if (numbered.length == 1) {
            EventData event = append.get(0);
            numbered[0] = recorded(event, store.log.version(event.stream()) + 1, position + 1, now);
            return numbered;
        }
        Map<StreamId, Long> versions = new HashMap<>();
        for (int i = 0; i < numbered.length; i++) {
            EventData event = append.get(i);
            long version = versions.computeIfAbsent(event.stream(), store.log::version) + 1;
            versions.put(event.stream(), version);
            numbered[i] = recorded(event, version, ++position, now);
        }
        return numbered;
    }

    private RecordedEvent recorded(EventData event, long version, long position, long time) {
        return new RecordedEvent(isBytes(event) ? event.asStored() : event, version, position, time);
    }

    /** Of what was accepted. */
    static Receipt receipt(RecordedEvent[] stored) {
        return stored.length == 1 ? StoredReceipt.of(stored[0]) : StoredReceipt.of(List.of(stored), false);
    }
}
