package dev.espalier.store.jdbc;

import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.StoredTypes.StoredType;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * What {@link PostgresStatement} does, for an append to one stream and nothing else: tables of streams and verdicts would cost the
 * server as much as what is written.
 */
final class PostgresSingle {
    /** The fence lets the version be looked up once for all that refer to it. */
    private static final String FOUND = """
            with u as (select ?::text as category, ?::text as stream, ?::int as mode, ?::bigint as n, ?::int as lock,
                ?::uuid[] as ids),
            s as materialized (select u.category, u.stream, u.actual, coalesce(l.position, 0) as base,
                greatest(coalesce(l.recorded_at, 0), (extract(epoch from clock_timestamp()) * 1000000)::bigint) as now, case
                when ? = 1 and current_setting('synchronous_commit') = 'off' then 2""";

    private static final String KNOWN = " when exists (select 1 from {events} x where x.event_id = any(u.ids)) then 3 ";
    private static final String WRITTEN = """
             from (select u.*, coalesce((select max(x.version) from {events} x where x.category = u.category
                and x.stream = u.stream), 0) as actual from u offset 0) u
                left join (select position, recorded_at from {events} order by position desc limit 1) l on true),
            i as (insert into {events} (position, category, stream, version, type, schema_version, event_id, tags, payload,
                metadata, origin, occurred_at, recorded_at)
                select s.base + e.k, s.category, s.stream, s.actual + e.k, e.type, e.schema_version, e.event_id, e.tags,
                    e.payload, e.metadata, e.origin, e.occurred_at, s.now from s,""";
    private static final String EVENT = """
             (select 1 as k, ?::text as type, ?::int as schema_version, ?::uuid as event_id, ?::text as tags,
                ?::bytea as payload, ?::text as metadata, ?::smallint as origin, ?::bigint as occurred_at) e""";
    private static final String EVENTS = """
             unnest(?::text[], ?::int[], ?::uuid[], ?::text[], ?::bytea[], ?::text[], ?::smallint[], ?::bigint[])
                with ordinality e(type, schema_version, event_id, tags, payload, metadata, origin, occurred_at, k)""";
    private static final String TAGS = """
             where s.code = 9),
            t as (insert into {tags} (tag, position) select t.tag, s.base + t.k
                from s, unnest(?::int[], ?::text[]) t(k, tag) where s.code = 9)""";
    private static final String TYPES = """
            , y as (insert into {types} (category, name, schema_version, first_seen)
                select s.category, y.name, y.version, s.now from s, unnest(?::text[], ?::int[]) y(name, version)
                where s.code = 9 on conflict do nothing)""";

    private static final String OUTCOME =
            " select 0, s.actual, s.base, s.now, s.actual, s.code as espalier_outcome from s; ";

    private PostgresSingle() {}

    /** The lock of the stream is held or, where it is tried, told when it is not to be had. */
    static void addTo(PostgresText text, PostgresPlain plain, PostgresAppends shared, boolean tried)
            throws SQLException {
        Append append = plain.append();
        List<EventData> events = plain.events();
        text.add(FOUND, append.stream().category(), append.stream().key())
                .add("", PostgresStreams.mode(append.expected()), PostgresStreams.version(append.expected()))
                .add("", PostgresLocks.key(append.stream()), PostgresEvents.ids(events), shared.durable() ? 1 : 0);
        Object[] told = shared.history().told();
        if (told.length > 0) text.add(PostgresGroup.HISTORY, told);
        text.add(KNOWN).add(PostgresGroup.VERDICT);
        if (tried) text.add(PostgresGroup.LOCKED);
        text.add(PostgresGroup.ACCEPTED).add(WRITTEN);
        if (events.size() == 1) text.add(EVENT, PostgresEvents.parameters(events.get(0)));
        else text.add(EVENTS, PostgresEvents.parameters(events));
        var tags = new PostgresTags();
        for (int k = 1; k <= events.size(); k++) tags.add(1, k, events.get(k - 1));
        text.add(TAGS, tags.steps(), tags.texts());
        Set<StoredType> fresh = PostgresEvents.fresh(events, shared.known());
        if (!fresh.isEmpty()) text.add(TYPES, PostgresEvents.names(fresh), PostgresEvents.versions(fresh));
        text.add(OUTCOME);
    }
}
