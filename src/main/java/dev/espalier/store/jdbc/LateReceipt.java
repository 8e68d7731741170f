package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredReceipt;
import java.util.ArrayList;
import java.util.List;

/** The receipt of an append that is accepted and not yet written: its positions are 0 until they are known. */
final class LateReceipt implements Receipt {
    private volatile Receipt known;

    LateReceipt(List<RecordedEvent> accepted) {
        this.known = StoredReceipt.of(accepted, false);
    }

    /** What it has become. */
    void become(Receipt receipt) {
        known = receipt;
    }

    /** The events were written, the first of them after this position. */
    void place(long head, long recorded) {
        var events = new ArrayList<RecordedEvent>();
        for (EventEnvelope each : known.events()) {
            var event = (RecordedEvent) each;
            events.add(new RecordedEvent(event.data(), event.version(), head + 1 + events.size(), recorded));
        }
        known = events.size() == 1 ? StoredReceipt.of(events.get(0)) : StoredReceipt.of(events, false);
    }

    @Override
    public List<EventEnvelope> events() {
        return known.events();
    }

    @Override
    public long version() {
        return known.version();
    }

    @Override
    public long position() {
        return known.position();
    }

    @Override
    public boolean replayed() {
        return known.replayed();
    }

    @Override
    public String toString() {
        return known.toString();
    }
}
