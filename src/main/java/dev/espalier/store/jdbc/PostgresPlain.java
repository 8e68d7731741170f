package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredReceipt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** An append in which no service takes part: tested once, under the sequencer, and written by the same statement. */
final class PostgresPlain {
    private final Append append;
    private final Patience patience;
    private final List<EventData> events;
    private final int[] steps;
    private final PostgresStreams streams;
    private final List<Marker.Check> boundaries;

    PostgresPlain(Append append, Patience patience) {
        Replay.checkDistinct(append);
        this.append = append;
        this.patience = patience;
        this.events = Appended.events(append);
        this.steps = Appended.steps(events);
        this.streams = PostgresStreams.of(append);
        this.boundaries = Appended.boundaries(append);
    }

    static boolean fits(Append append) {
        return append.size() <= Room.MOST_EVENTS
                && append.more().size() <= Room.MOST_EVENTS
                && Appended.bytes(append) <= Room.MOST_BYTES;
    }

    /** The events with the versions that they will have, as far as the append itself says so. */
    static List<RecordedEvent> expected(Append append) {
        var known = new HashMap<StreamId, Long>();
        for (Marker.Check check : append.checks())
            if (check instanceof Marker.StreamCheck stream) {
                if (stream.expected() instanceof ExpectedVersion.Exactly exactly)
                    known.put(stream.stream(), exactly.version());
                else if (stream.expected() == ExpectedVersion.noStream()) known.put(stream.stream(), 0L);
            }
        var events = new ArrayList<RecordedEvent>(append.size());
        for (EventData event : Appended.events(append)) {
            Long version = known.computeIfPresent(event.stream(), (stream, before) -> before + 1);
            events.add(new RecordedEvent(event, version == null ? 0 : version, 0, 0));
        }
        return events;
    }

    Append append() {
        return append;
    }

    Patience patience() {
        return patience;
    }

    List<EventData> events() {
        return events;
    }

    /** Whether it tests and writes one stream and nothing else. */
    boolean isSimple() {
        return !events.isEmpty() && append.more().isEmpty() && streams.streams().size() == 1;
    }

    /** The statement, once the sequencer is held; the locks of streams are held too, or are to be tried. */
    void addTo(PostgresText text, PostgresAppends appends, int... tried) throws SQLException {
        if (isSimple()) PostgresSingle.addTo(text, this, appends, tried.length > 0);
        else
            new PostgresStatement(text)
                    .trying(tried)
                    .test(streams, PostgresEvents.ids(events), boundaries, appends)
                    .events(events, steps, streams, appends.known())
                    .tell();
    }

    /** Once the transaction is over. */
    Receipt receipt(PostgresOutcome outcome, PostgresAppends appends, Access access) {
        if (outcome.code() == PostgresOutcome.KNOWN) return PostgresRefusals.replayed(append, access);
        if (!outcome.accepted()) throw PostgresRefusals.of(outcome, streams, boundaries, appends, access);
        if (events.isEmpty()) return StoredReceipt.nothing(append.more().isEmpty() ? outcome.versions()[0] : 0);
        if (events.size() == 1) return StoredReceipt.of(recorded(0, outcome));
        var recorded = new ArrayList<RecordedEvent>(events.size());
        for (int i = 0; i < events.size(); i++) recorded.add(recorded(i, outcome));
        return StoredReceipt.of(recorded, false);
    }

    private RecordedEvent recorded(int i, PostgresOutcome outcome) {
        EventData event = events.get(i);
        long version = outcome.versions()[streams.index(event.stream())] + steps[i];
        return new RecordedEvent(event, version, outcome.head() + 1 + i, outcome.now());
    }
}
