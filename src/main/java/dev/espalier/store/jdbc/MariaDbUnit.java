package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tests and writes what one transaction appends. */
final class MariaDbUnit {
    private final KnownTypes types;
    private final PendingAppends pending = new PendingAppends();

    MariaDbUnit(KnownTypes types) {
        this.types = types;
    }

    PendingAppends pending() {
        return pending;
    }

    /**
     * Accepts an append whose streams are held, or returns its receipt of the first time, or refuses. What the heads of the
     * streams do not tell is tested now only where somebody is to rely on it, and in any case when it is written.
     */
    Receipt accept(Append append, boolean now, MariaDbHeads heads, Statements sql) throws SQLException {
        Receipt first = pending.first(append);
        if (first == null && now) first = Replay.of(append, sql);
        if (first != null) return first;
        try {
            pending.check(append, heads::version);
            if (now) for (Marker.Check check : Appended.boundaries(append)) Conditions.check(check, sql);
            heads.refuseClosed(append);
        } catch (ConflictException | StreamClosedException refusal) {
            Receipt replayed = now ? null : Replay.of(append, sql);
            if (replayed == null) throw refusal;
            return replayed;
        }
        return pending.add(append, heads::version, 0);
    }

    /**
     * Tests what the heads of the streams do not tell, and writes, once the sequencer is held.
     *
     * @return the receipt of the first time, when an append turns out to be stored already; nothing is written then
     */
    @Nullable
    Receipt write(MariaDbSequencer sequencer, Statements sql) throws SQLException {
        for (Append append : pending.appends()) {
            Receipt replayed = Replay.of(append, sql);
            if (replayed != null) return replayed;
        }
        for (Marker.Check check : pending.boundaries()) Conditions.check(check, sql);
        writeTested(sequencer, sql);
        return null;
    }

    /** Writes what was tested after the sequencer was had. */
    void writeTested(MariaDbSequencer sequencer, Statements sql) throws SQLException {
        List<RecordedEvent> events = pending.placed(sequencer.head(), sequencer.now());
        MariaDbHeads.write(pending.versions(), sql);
        MariaDbEvents.write(events, types, sql);
        MariaDbEvents.write(pending.reached(), sql);
        sequencer.write(events.size(), sql);
        pending.place(sequencer.head(), sequencer.now());
    }
}
