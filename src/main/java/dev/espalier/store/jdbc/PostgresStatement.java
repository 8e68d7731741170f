package dev.espalier.store.jdbc;

import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredTypes.StoredType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The one statement that tests what an append demands and, where nothing is against it, writes. A refusal is a row of the
 * result, or raised where it has to undo what services wrote: the commit is on its way already in the same trip.
 */
final class PostgresStatement {
    /** Streams, head and time; each table is made once, whatever the planner thinks. */
    private static final String FOUND = """
            with s as materialized (select u.category, u.stream, u.mode, u.n, u.ord, coalesce((select max(e.version)
                from {events} e where e.category = u.category and e.stream = u.stream), 0) as actual
                from unnest(?::text[], ?::text[], ?::int[], ?::bigint[]) with ordinality u(category, stream, mode, n, ord)),
            h as materialized (select coalesce(l.position, 0) as head, greatest(coalesce(l.recorded_at, 0),
                (extract(epoch from clock_timestamp()) * 1000000)::bigint) as now
                from (select 1) one left join
                (select position, recorded_at from {events} order by position desc limit 1) l on true)""";

    private static final String BOUNDARIES_BEGIN = ", b as materialized (select ord, position from (";
    private static final String BOUNDARIES_END = ") b order by ord limit 1)";
    private static final String ANYTHING =
            "select position from {events} where position > ? order by position desc limit 1";

    private static final String GONE =
            "(select ord, 0::bigint as position from unnest(?::bigint[], ?::uuid[]) g(ord, id)"
                    + " where not exists (select 1 from {events} e where e.event_id = g.id))";

    private static final String VERDICT = """
            , v as materialized (select code, ord, fact from (
                select 9 as code, 0::bigint as ord, 0::bigint as fact
                union all (select 4, s.ord - 1, s.actual from s where case s.mode % 4 when 0 then false
                    when 1 then s.actual <> 0 when 2 then s.actual = 0 else s.actual <> s.n end order by s.ord limit 1)""";
    private static final String VERDICT_CLOSED = " union all (select 7, s.ord - 1, 0 from s where s.mode > 3 and ("
            + "select c.closed from {stream_states} c where c.category = s.category and c.stream = s.stream) = 1"
            + " order by s.ord limit 1)";
    private static final String VERDICT_HISTORY = " union all (select 0, 0, 0 where not exists"
            + " (select 1 from {events} where position = ? and event_id = ?::uuid))";
    private static final String VERDICT_DURABLE =
            " union all (select 2, 0, 0 where current_setting('synchronous_commit') = 'off')";
    private static final String VERDICT_KNOWN =
            " union all (select 3, 0, 0 where exists (select 1 from {events} where event_id = any(?::uuid[])))";
    private static final String VERDICT_BOUNDARY = " union all (select 5, b.ord, b.position from b)";
    private static final String VERDICT_LOCKED =
            " union all (select 6, 0, 0 where exists (select 1 from unnest(?::int[]) k"
                    + " where not pg_try_advisory_xact_lock('{events}'::regclass::oid::int, k)))";
    private static final String VERDICT_UNIT =
            " union all (select 1, 0, 0 where current_setting(?, true) is distinct from ?)";
    private static final String VERDICT_END = ") v order by code limit 1)";

    private static final String TOLD = " select v.ord, v.fact, h.head, h.now, s.actual, v.code";
    private static final String RAISED = """
             select v.ord, v.fact, h.head, h.now, s.actual, case when v.code = 9 then 9
                else ('espalier:' || v.code || ':' || v.ord || ':' || v.fact)::int end""";
    private static final String OUTCOME =
            " as espalier_outcome from v cross join h left join s on true order by s.ord; ";

    /** The same tables, for events whose places are known already. */
    private static final String PLACED_STREAMS = """
            with s as (select * from unnest(?::text[], ?::text[], ?::int[], ?::bigint[]) with ordinality
                u(category, stream, mode, actual, ord)),""";

    private static final String PLACED_HEAD =
            " h as (select ?::bigint as head, ?::bigint as now), v as (select 9 as code)";
    private static final String PLACED_END = " select 0, 0, h.head, h.now, 0, 9 as espalier_outcome from h; ";

    private final PostgresText text;
    private int[] tried = {};

    PostgresStatement(PostgresText text) {
        this.text = text;
    }

    /** Locks that are not waited for: where one is not to be had, nothing is written. */
    PostgresStatement trying(int... locks) {
        tried = locks;
        return this;
    }

    /** Tests; what is to be written may follow. A unit is the name of its mark, and the mark. */
    PostgresStatement test(
            PostgresStreams streams, UUID[] ids, List<Marker.Check> boundaries, PostgresAppends appends, Object... unit)
            throws SQLException {
        text.add(FOUND, streams.parameters());
        if (!boundaries.isEmpty()) boundaries(boundaries);
        text.add(VERDICT);
        if (appends.durable()) text.add(VERDICT_DURABLE);
        Object[] told = appends.history().told();
        if (told.length > 0) text.add(VERDICT_HISTORY, told);
        if (ids.length > 0) text.add(VERDICT_KNOWN, PostgresText.ids(ids)).add(VERDICT_CLOSED);
        if (!boundaries.isEmpty()) text.add(VERDICT_BOUNDARY);
        if (tried.length > 0) text.add(VERDICT_LOCKED, PostgresText.numbers(tried));
        if (unit.length > 0) text.add(VERDICT_UNIT, unit);
        text.add(VERDICT_END);
        return this;
    }

    /** Each query by itself; the events that must be there all at once, so that their number changes no text. */
    private void boundaries(List<Marker.Check> boundaries) throws SQLException {
        text.add(BOUNDARIES_BEGIN);
        var places = new ArrayList<Integer>();
        var ids = new ArrayList<UUID>();
        String union = "";
        for (int i = 0; i < boundaries.size(); i++) {
            if (boundaries.get(i) instanceof Marker.EventCheck event) {
                places.add(i);
                ids.add(event.event());
            } else if (boundaries.get(i) instanceof Marker.QueryCheck query) {
                text.add(union + "(select ").add(i + "::bigint as ord, position from (");
                boundary(query);
                text.add(") q limit 1)");
                union = " union all ";
            }
        }
        if (!ids.isEmpty())
            text.add(union)
                    .add(
                            GONE,
                            PostgresText.numbers(places.stream()
                                    .mapToLong(Integer::longValue)
                                    .toArray()),
                            PostgresText.ids(ids.toArray(UUID[]::new)));
        text.add(BOUNDARIES_END);
    }

    private void boundary(Marker.QueryCheck check) throws SQLException {
        if (check.query().items().isEmpty()) text.add(ANYTHING, check.after());
        else {
            QuerySql last = QuerySql.recent(check.query(), check.after());
            text.addAll(last.sql(), new ArrayList<>(last.parameters()));
        }
    }

    PostgresStatement events(List<EventData> events, int[] k, PostgresStreams streams, Set<StoredType> known) {
        if (events.isEmpty()) return this;
        PostgresEvents.write(events, k, streams, text);
        PostgresEvents.types(events, known, text);
        return this;
    }

    PostgresStatement snapshotVersions(Collection<SnapshotVersion> reached) {
        PostgresEvents.snapshotVersions(reached, text);
        return this;
    }

    /** A refusal is a row. */
    void tell() {
        text.add(TOLD + OUTCOME);
    }

    /** A refusal is an error. */
    void raise() {
        text.add(RAISED + OUTCOME);
    }

    /** Writes events whose streams stand at these versions, after this head. */
    void place(List<EventData> events, int[] k, PostgresStreams streams, long head, long now, Set<StoredType> known) {
        text.add(PLACED_STREAMS, streams.parameters()).add(PLACED_HEAD, head, now);
        events(events, k, streams, known);
        text.add(PLACED_END);
    }
}
