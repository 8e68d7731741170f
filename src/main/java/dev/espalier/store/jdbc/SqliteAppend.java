package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Tag;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.EventData;
import dev.espalier.store.Hooks;
import dev.espalier.store.Micros;
import dev.espalier.store.Nesting;
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredReceipt;
import dev.espalier.store.StoredTypes.StoredType;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/**
 * One append, once the write lock is held: from here on nobody else can write, so what is tested stays true until the
 * commit, and every condition is tested once.
 */
final class SqliteAppend {
    private static final String TAG = "insert into {tags} (tag, position) values (?, ?)";
    private static final String TYPE =
            "insert or ignore into {types} (category, name, schema_version, first_seen) values (?, ?, ?, ?)";
    private static final String SNAPSHOT_VERSION = """
            insert into {snapshot_versions} (service, category, stream, version) values (?, ?, ?, ?)
            on conflict (service, category, stream) do update set version = excluded.version""";

    private final Services services;
    private final InstantSource clock;
    private final KnownTypes types = new KnownTypes();

    final History history = new History(types::clear);

    SqliteAppend(Nesting nesting, InstantSource clock) {
        this.services = new Services(nesting);
        this.clock = clock;
    }

    Receipt run(Append append, Statements sql, Hooks hooks) throws SQLException {
        Receipt replayed = Replay.of(append, sql);
        if (replayed != null) return replayed;
        History.Last last = history.last(sql);
        var numbering = new Numbering(sql);
        Conditions.check(append, numbering, sql);
        RecordedEvent[] events = numbering.number(append, last, Micros.of(clock.instant()));
        if (events.length == 0)
            return append.more().isEmpty()
                    ? StoredReceipt.nothing(numbering.version(append.stream()))
                    : StoredReceipt.nothing(0);
        List<SnapshotVersion> reached = append.participant() == Participant.NONE
                ? List.of()
                : services.call(append.participant(), List.of(events), sql, hooks);
        for (RecordedEvent event : events) write(event, sql);
        for (StoredType type : types.unknown(List.of(events)))
            sql.update(TYPE, type.category(), type.name(), type.schemaVersion(), events[0].recordedMicros());
        for (SnapshotVersion each : reached)
            sql.update(
                    SNAPSHOT_VERSION,
                    each.service(),
                    each.stream().category(),
                    each.stream().key(),
                    each.version());
        return events.length == 1 ? StoredReceipt.of(events[0]) : StoredReceipt.of(List.of(events), false);
    }

    /** Writes what came of a command. */
    int record(CommandKey command, Receipt receipt, Statements sql) throws SQLException {
        List<Object> parameters = Commands.parameters(command, receipt, EventRow::bytes);
        parameters.add(Micros.of(clock.instant()));
        return sql.update(Commands.record(receipt, "?"), parameters.toArray());
    }

    /** What was committed. */
    void remember(Receipt receipt) {
        history.told(receipt);
        types.remember(receipt);
    }

    private void write(RecordedEvent event, Statements sql) throws SQLException {
        PreparedStatement row = sql.prepare(EventRow.INSERT);
        EventRow.set(row, event);
        row.executeUpdate();
        EventData data = event.data();
        sql.update(TAG, QuerySql.typeTag(data.type().name()), event.position());
        for (Tag tag : data.tags()) sql.update(TAG, tag.toString(), event.position());
    }
}
