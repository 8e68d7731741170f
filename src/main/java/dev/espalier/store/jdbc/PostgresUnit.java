package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredReceipt;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Tests and writes what one transaction appends: everything is tested once more under the sequencer, where it is written. */
final class PostgresUnit {
    /** A mark in the transaction itself: it vanishes with a savepoint that is rolled back, or when somebody ends it. */
    private final String name;

    private final PendingAppends pending = new PendingAppends();
    private final Map<StreamId, Long> found = new LinkedHashMap<>();
    private int marks;

    PostgresUnit() {
        this(UUID.randomUUID().toString(), 0);
    }

    private PostgresUnit(String name, int marks) {
        this.name = name;
        this.marks = marks;
    }

    /** In the transaction of the first, in this order; they have no stream and no event in common. */
    static PostgresUnit together(List<PostgresUnit> units) {
        PostgresUnit first = units.get(0);
        var together = new PostgresUnit(first.name, first.marks);
        for (PostgresUnit each : units) {
            together.pending.addAll(each.pending);
            together.found.putAll(each.found);
        }
        return together;
    }

    PendingAppends pending() {
        return pending;
    }

    boolean isEmpty() {
        return found.isEmpty() && pending.boundaries().isEmpty();
    }

    String mark() {
        return marks == 0 ? "" : name + ":" + marks;
    }

    String nextMark() {
        marks++;
        return mark();
    }

    void unmark() {
        marks--;
    }

    /** Tests what the database has to say; the answer goes to {@link #accept}. */
    void test(Append append, PostgresText text, PostgresAppends appends) throws SQLException {
        new PostgresStatement(text)
                .test(
                        streams(append),
                        PostgresEvents.ids(Appended.events(append)),
                        Appended.boundaries(append),
                        appends)
                .tell();
    }

    /** Without what is demanded of them: that is tested here, where what was accepted before is known. */
    private static PostgresStreams streams(Append append) {
        var streams = new PostgresStreams();
        for (StreamId stream : Appended.streams(append)) streams.index(stream);
        streams.write(Appended.events(append));
        return streams;
    }

    /** Accepts, or returns the receipt of the first time, or refuses. The late receipt has the events for services. */
    Receipt accept(Append append, PostgresOutcome outcome, PostgresAppends appends, Access access) {
        Receipt first = pending.first(append);
        if (first != null) return first;
        if (outcome.code() == PostgresOutcome.KNOWN) return PostgresRefusals.replayed(append, access);
        if (outcome.code() < PostgresOutcome.KNOWN)
            throw PostgresRefusals.of(outcome, new PostgresStreams(), List.of(), appends, access);
        Map<StreamId, Long> now = new LinkedHashMap<>();
        int index = 0;
        for (StreamId stream : Appended.streams(append)) now.put(stream, outcome.versions()[index++]);
        pending.check(append, stream -> now.getOrDefault(stream, 0L));
        if (!outcome.accepted())
            throw PostgresRefusals.of(outcome, streams(append), Appended.boundaries(append), appends, access);
        now.forEach(found::putIfAbsent);
        return pending.add(append, stream -> now.getOrDefault(stream, 0L), outcome.now());
    }

    /** Takes the last append back; a stream that no other one needs is left to others. */
    void forget(Receipt receipt) {
        pending.forget(receipt);
        Set<StreamId> held = new HashSet<>();
        for (Append append : pending.appends()) held.addAll(Appended.streams(append));
        found.keySet().retainAll(held);
    }

    /** Tests everything again and writes it, under the sequencer; the last text ends with what is to come after. */
    void write(Statements sql, PostgresText text, String after, PostgresAppends appends) throws SQLException {
        PostgresStreams streams = found();
        List<EventData> data = data();
        int[] steps = Appended.steps(data);
        boolean whole = data.size() <= Room.MOST_EVENTS && Appended.bytes(data) <= Room.MOST_BYTES;
        text.add(PostgresLocks.SEQUENCER);
        var statement = new PostgresStatement(text)
                .test(streams, PostgresEvents.ids(data), pending.boundaries(), appends, appends.mark(), mark());
        if (whole) statement.events(data, steps, streams, appends.known());
        statement.snapshotVersions(pending.reached()).raise();
        if (whole) text.add(after);
        PostgresOutcome outcome = text.run(sql, PostgresOutcome::of);
        if (!whole) PostgresBulk.write(data, steps, streams, outcome, sql, after, appends.known());
        pending.place(outcome.head(), outcome.now());
    }

    /** Who was refused at the end, when it was raised. */
    RuntimeException refusal(PostgresOutcome refusal, PostgresAppends appends, Access access) {
        return PostgresRefusals.of(refusal, found(), pending.boundaries(), appends, access);
    }

    /** With the versions at which they were found. */
    private PostgresStreams found() {
        var streams = new PostgresStreams();
        found.forEach((stream, version) -> streams.demand(stream, ExpectedVersion.exactly(version)));
        streams.write(data());
        return streams;
    }

    private List<EventData> data() {
        return pending.events().stream().map(RecordedEvent::data).toList();
    }

    /** It turns out to be stored already. */
    void settle(Access access, boolean replayed) {
        pending.become(append -> {
            List<RecordedEvent> known = PostgresRefusals.known(append, access);
            Receipt first = Replay.of(append, known);
            return replayed ? first : StoredReceipt.of(known, false);
        });
    }

    Set<StreamId> streams() {
        return found.keySet();
    }
}
