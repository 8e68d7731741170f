package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Stores that are right as long as nobody else is there. */
final class BrokenRaces {
    private BrokenRaces() {}

    /** Gives others a chance, many times. */
    static void linger() {
        for (int i = 0; i < 50; i++) Thread.yield();
    }

    /** Tests the conditions first and writes later, without them. */
    static final class TestingTooEarly extends Instance {
        TestingTooEarly(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            refuseWhenClosed();
            good.append(Append.of(append.checks(), List.of(), Participant.NONE));
            linger();
            return good.append(Append.of(List.of(), BrokenAppends.events(append), append.participant()));
        }
    }

    /** The same, for boundaries alone. */
    static final class TestingBoundariesTooEarly extends Instance {
        TestingBoundariesTooEarly(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            refuseWhenClosed();
            good.append(Append.of(append.checks(), List.of(), Participant.NONE));
            linger();
            var streams = append.checks().stream()
                    .filter(Marker.StreamCheck.class::isInstance)
                    .toList();
            return good.append(Append.of(streams, BrokenAppends.events(append), append.participant()));
        }
    }

    /** Shows every other append late, after those that came behind it. */
    static final class CommittingLate extends Instance {
        private final Set<UUID> late = ConcurrentHashMap.newKeySet();
        private final AtomicInteger count = new AtomicInteger();

        CommittingLate(TransactionalStore good) {
            super(good);
        }

        @Override
        boolean visible(EventEnvelope event) {
            return !late.contains(event.id());
        }

        @Override
        public Receipt append(Append append) {
            var ids = BrokenAppends.events(append).stream().map(EventData::id).toList();
            boolean held = count.incrementAndGet() % 2 == 0;
            if (held) late.addAll(ids);
            try {
                Receipt receipt = super.append(append);
                if (held) linger();
                return receipt;
            } finally {
                if (held) late.removeAll(Set.copyOf(ids));
            }
        }
    }

    /** Stores a batch event by event. */
    static final class TearingBatches extends Instance {
        TearingBatches(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            if (append.size() < 2) return super.append(append);
            Receipt last = good.append(Append.of(append.checks(), List.of(), Participant.NONE));
            for (EventData event : BrokenAppends.events(append)) {
                last = good.append(Append.of(event.stream(), ExpectedVersion.any(), event, Participant.NONE));
                Thread.yield();
            }
            return last;
        }
    }

    /** Locks the streams of a batch in the order in which they come. */
    static final class LockingAsTheyCome extends Instance {
        private final Map<StreamId, ReentrantLock> locks = new ConcurrentHashMap<>();

        LockingAsTheyCome(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            var held = new ArrayDeque<ReentrantLock>();
            try {
                for (EventData event : BrokenAppends.events(append)) {
                    ReentrantLock lock = locks.computeIfAbsent(event.stream(), stream -> new ReentrantLock());
                    acquire(lock);
                    held.push(lock);
                    Thread.yield();
                }
                return super.append(append);
            } finally {
                held.forEach(ReentrantLock::unlock);
            }
        }

        private static void acquire(ReentrantLock lock) {
            for (int i = 0; i < 2_000; i++) {
                if (lock.tryLock()) return;
                Thread.yield();
            }
            throw new StoreUnavailableException("deadlock", null);
        }
    }

    /** Refuses whoever comes while another one appends. */
    static final class OneAtATime extends Instance {
        private final ReentrantLock lock = new ReentrantLock();

        OneAtATime(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            if (!lock.tryLock()) throw new StoreUnavailableException("somebody else appends", null);
            try {
                linger();
                return super.append(append);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Has no read while somebody appends. */
    static final class ReadingUnderTheLock extends Instance {
        private final ReentrantLock lock = new ReentrantLock();

        ReadingUnderTheLock(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            lock.lock();
            try {
                return super.append(append);
            } finally {
                lock.unlock();
            }
        }

        private void free() {
            if (!lock.tryLock()) throw new StoreUnavailableException("locked", null);
            lock.unlock();
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            free();
            return super.read(stream, range, types);
        }

        @Override
        public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
            free();
            return super.read(query, range, types);
        }
    }

    /** Loses the interruption of its caller. */
    static final class SwallowingInterrupts extends Instance {
        SwallowingInterrupts(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            try {
                return super.append(append);
            } finally {
                Thread.interrupted();
            }
        }
    }
}
