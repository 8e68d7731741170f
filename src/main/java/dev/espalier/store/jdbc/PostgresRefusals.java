package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredReceipt;
import java.util.List;
import java.util.UUID;

/** What a refusal means to the caller. Stored events never change, so what it names can be looked up afterwards. */
final class PostgresRefusals {
    private static final String KNOWN = "select " + EventRow.COLUMNS
            + ", 0 as espalier_outcome from {events} where event_id = any(?::uuid[]) order by position";
    private static final String STREAM_AT = "select category, stream from {events} where position = ?";

    private PostgresRefusals() {}

    /** Those of the events of an append that are stored, in the order of their positions. */
    static List<RecordedEvent> known(Append append, Access access) {
        UUID[] ids = PostgresEvents.ids(Appended.events(append));
        return access.with(
                sql -> new PostgresText().add(KNOWN, PostgresText.ids(ids)).run(sql, rows -> Replay.all(rows, append)));
    }

    /** The first receipt of what is stored already; an exception where only a part is. */
    static Receipt replayed(Append append, Access access) {
        return Replay.of(append, known(append, access));
    }

    /** The receipt of an append that was stored although nobody said so. */
    static Receipt stored(Append append, Access access) {
        return StoredReceipt.of(known(append, access), false);
    }

    static EspalierException of(
            PostgresOutcome refusal,
            PostgresStreams streams,
            List<Marker.Check> boundaries,
            PostgresAppends appends,
            Access access) {
        return switch (refusal.code()) {
            case PostgresOutcome.HISTORY_LOST -> access.with(appends.history()::lost);
            case PostgresOutcome.UNIT_LOST ->
                new UnsuitableTransactionException(
                        "the transaction is no longer the one in which the events were accepted: a savepoint was rolled"
                                + " back that was set before, or a snapshot update service ended it by SQL of its own",
                        null);
            case PostgresOutcome.NOT_DURABLE ->
                new UnsuitableTransactionException(
                        "the connection has synchronous_commit off: a crash could take the events back after they were"
                                + " acknowledged. Set it to on before the transaction begins",
                        null);
            case PostgresOutcome.STREAM -> streams.conflict(refusal.index(), refusal.fact());
            case PostgresOutcome.CLOSED -> streams.closed(refusal.index());
            default -> boundary(refusal, boundaries.get(refusal.index()), access);
        };
    }

    private static ConflictException boundary(PostgresOutcome refusal, Marker.Check check, Access access) {
        var marker = new Marker(List.of(check));
        if (check instanceof Marker.EventCheck event) return new ConflictException(event.stream(), marker, 0);
        StreamId stream = access.with(sql -> sql.query(
                STREAM_AT,
                rows -> {
                    rows.next();
                    return new StreamId(rows.getString(1), rows.getString(2));
                },
                refusal.fact()));
        return new ConflictException(stream, marker, refusal.fact());
    }
}
