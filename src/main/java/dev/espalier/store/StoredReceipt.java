package dev.espalier.store;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import java.util.List;

/** The receipt that stores hand out. */
public final class StoredReceipt implements Receipt {
    private static final Receipt EMPTY = new StoredReceipt(List.of(), 0, false);

    /** The common case. */
    private record One(RecordedEvent event) implements Receipt {
        @Override
        public List<EventEnvelope> events() {
            return List.of(event);
        }

        @Override
        public long version() {
            return event.version();
        }

        @Override
        public long position() {
            return event.position();
        }

        @Override
        public boolean replayed() {
            return false;
        }

        @Override
        public String toString() {
            return "stored " + events();
        }
    }

    private final List<EventEnvelope> events;
    private final long version;
    private final boolean replayed;

    private StoredReceipt(List<EventEnvelope> events, long version, boolean replayed) {
        this.events = events;
        this.version = version;
        this.replayed = replayed;
    }

    /**
     * One event was stored.
     *
     * @param event as it stands in the store
     * @return the receipt
     */
    public static Receipt of(RecordedEvent event) {
        return new One(event);
    }

    /**
     * Events were stored, now or before.
     *
     * @param events as they stand in the store; none for an append that only tested its conditions
     * @param replayed whether all of them had been stored before
     * @return the receipt
     */
    public static Receipt of(List<? extends EventEnvelope> events, boolean replayed) {
        if (events.isEmpty()) return EMPTY;
        return new StoredReceipt(
                List.copyOf(events), events.get(events.size() - 1).version(), replayed);
    }

    /**
     * What came of a command the first time.
     *
     * @param events that it stored
     * @param version that its receipt told
     * @return the receipt, marked as replayed
     */
    public static Receipt repeated(List<EventEnvelope> events, long version) {
        return new StoredReceipt(List.copyOf(events), version, true);
    }

    /**
     * Nothing was stored.
     *
     * @param version at which the one stream was found that was looked at; 0 when it was more than one
     * @return the receipt
     */
    public static Receipt nothing(long version) {
        return version == 0 ? EMPTY : new StoredReceipt(List.of(), version, false);
    }

    @Override
    public List<EventEnvelope> events() {
        return events;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public long position() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).position();
    }

    @Override
    public boolean replayed() {
        return replayed;
    }

    @Override
    public String toString() {
        return (replayed ? "replayed " : "stored ") + events;
    }
}
