package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredReceipt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What one transaction has accepted and not yet written. Versions are final, as the locks of the streams are held; positions
 * are given at the end, under the sequencer, where everything is tested once more.
 */
final class PostgresUnit implements Pending {
    private record Row(String service, StreamId stream) {}

    private record Accepted(Append append, LateReceipt receipt) {}

    /** A mark in the transaction itself: it vanishes with a savepoint that is rolled back, or when somebody ends it. */
    private final String name = UUID.randomUUID().toString();

    private final List<Accepted> accepted = new ArrayList<>();
    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<Marker.Check> boundaries = new ArrayList<>();
    private final Map<QueryCheck, Integer> seen = new HashMap<>();
    private final Map<StreamId, Long> found = new LinkedHashMap<>();
    private final Map<StreamId, Long> versions = new HashMap<>();
    private final Map<Row, SnapshotVersion> reached = new LinkedHashMap<>();
    private int marks;

    @Override
    public List<RecordedEvent> events() {
        return events;
    }

    boolean isEmpty() {
        return found.isEmpty() && boundaries.isEmpty();
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

    @Override
    public void seen(Marker marker) {
        for (Marker.Check check : marker.checks())
            if (check instanceof QueryCheck query) seen.put(query, events.size());
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
        for (StreamId stream : PostgresStreams.all(append)) streams.index(stream);
        streams.write(Appended.events(append));
        return streams;
    }

    /** Accepts, or returns the receipt of the first time, or refuses. The late receipt has the events for services. */
    Receipt accept(Append append, PostgresOutcome outcome, PostgresAppends appends, Access access) {
        for (Accepted each : accepted) if (same(each.append(), append)) return each.receipt();
        if (outcome.code() == PostgresOutcome.KNOWN) return PostgresRefusals.replayed(append, access);
        refuseTaken(append);
        if (outcome.code() < PostgresOutcome.KNOWN)
            throw PostgresRefusals.of(outcome, new PostgresStreams(), List.of(), appends, access);
        Map<StreamId, Long> now = new LinkedHashMap<>();
        int index = 0;
        for (StreamId stream : PostgresStreams.all(append)) now.put(stream, outcome.versions()[index++]);
        for (Marker.Check check : append.checks()) if (check instanceof Marker.StreamCheck stream) check(stream, now);
        if (outcome.code() == PostgresOutcome.BOUNDARY)
            throw PostgresRefusals.of(outcome, new PostgresStreams(), Appended.boundaries(append), appends, access);
        for (Marker.Check check : Appended.boundaries(append)) if (check instanceof QueryCheck query) check(query);
        if (outcome.code() == PostgresOutcome.CLOSED)
            throw PostgresRefusals.of(outcome, streams(append), List.of(), appends, access);
        return add(append, now, outcome.now());
    }

    private static boolean same(Append first, Append second) {
        if (first.size() != second.size() || first.size() == 0) return false;
        for (int i = 0; i < first.size(); i++)
            if (!first.get(i).id().equals(second.get(i).id())
                    || !first.get(i).stream().equals(second.get(i).stream())) return false;
        return true;
    }

    private void refuseTaken(Append append) {
        for (RecordedEvent event : events)
            for (int i = 0; i < append.size(); i++)
                if (event.id().equals(append.get(i).id())) throw new DuplicateEventException(event.id());
    }

    private long version(StreamId stream, Map<StreamId, Long> now) {
        Long mine = versions.get(stream);
        return mine == null ? now.getOrDefault(stream, 0L) : mine;
    }

    private void check(Marker.StreamCheck check, Map<StreamId, Long> now) {
        long actual = version(check.stream(), now);
        if (!check.expected().accepts(actual)) throw new ConflictException(check.stream(), check.expected(), actual);
    }

    private void check(QueryCheck check) {
        for (RecordedEvent event : events.subList(seen.getOrDefault(check, 0), events.size()))
            if (check.query().matches(event))
                throw new ConflictException(event.stream(), new Marker(List.of(check)), event.position());
    }

    private Receipt add(Append append, Map<StreamId, Long> now, long recorded) {
        boundaries.addAll(Appended.boundaries(append));
        now.forEach(found::putIfAbsent);
        if (append.size() == 0)
            return StoredReceipt.nothing(append.more().isEmpty() ? version(append.stream(), now) : 0);
        List<RecordedEvent> fresh = new ArrayList<>();
        for (EventData event : Appended.events(append)) {
            long version = version(event.stream(), now) + 1;
            versions.put(event.stream(), version);
            fresh.add(new RecordedEvent(event, version, 0, recorded));
        }
        events.addAll(fresh);
        var receipt = new LateReceipt(fresh);
        accepted.add(new Accepted(append, receipt));
        return receipt;
    }

    /** Takes the last append back. */
    void forget(Receipt receipt) {
        accepted.removeIf(each -> each.receipt() == receipt);
        for (int i = receipt.events().size(); i > 0; i--) {
            RecordedEvent last = events.remove(events.size() - 1);
            versions.put(last.stream(), last.version() - 1);
        }
    }

    void reached(List<SnapshotVersion> services) {
        for (SnapshotVersion each : services) reached.put(new Row(each.service(), each.stream()), each);
    }

    /** Tests everything again and writes it, under the sequencer; the last text ends with what is to come after. */
    void write(Statements sql, PostgresText text, String after, PostgresAppends appends) throws SQLException {
        PostgresStreams streams = found();
        List<EventData> data = events.stream().map(RecordedEvent::data).toList();
        int[] steps = Appended.steps(data);
        boolean whole = data.size() <= Room.MOST_EVENTS && Appended.bytes(data) <= Room.MOST_BYTES;
        text.add(PostgresLocks.SEQUENCER);
        var statement = new PostgresStatement(text)
                .test(streams, PostgresEvents.ids(data), boundaries, appends, appends.mark(), mark());
        if (whole) statement.events(data, steps, streams, appends.known());
        statement.snapshotVersions(reached.values()).raise();
        if (whole) text.add(after);
        PostgresOutcome outcome = text.run(sql, PostgresOutcome::of);
        if (!whole) PostgresBulk.write(data, steps, streams, outcome, sql, after, appends.known());
        place(outcome);
    }

    private void place(PostgresOutcome outcome) {
        long head = outcome.head();
        for (Accepted each : accepted) {
            each.receipt().place(head, outcome.now());
            head += each.append().size();
        }
    }

    /** Who was refused at the end, when it was raised. */
    RuntimeException refusal(PostgresOutcome refusal, PostgresAppends appends, Access access) {
        return PostgresRefusals.of(refusal, found(), boundaries, appends, access);
    }

    /** With the versions at which they were found. */
    private PostgresStreams found() {
        var streams = new PostgresStreams();
        found.forEach((stream, version) -> streams.demand(stream, ExpectedVersion.exactly(version)));
        streams.write(events.stream().map(RecordedEvent::data).toList());
        return streams;
    }

    /** The one append of a transaction of ours turns out to be stored already. */
    void settle(Access access, boolean replayed) {
        for (Accepted each : accepted) {
            List<RecordedEvent> known = PostgresRefusals.known(each.append(), access);
            Receipt first = Replay.of(each.append(), known);
            each.receipt().become(replayed ? first : StoredReceipt.of(known, false));
        }
    }

    Set<StreamId> streams() {
        return found.keySet();
    }

    List<UUID> ids() {
        return events.stream().map(RecordedEvent::id).toList();
    }
}
