package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Appends of several callers in one statement. They write one stream each, all different, and have no event id in common, so
 * none of them changes what another one finds; each is accepted or refused by itself. An append of any other kind is alone
 * in its group.
 */
final class PostgresGroup {
    /**
     * Events, streams, head and time, what was found, where the events of each append begin. A stream is locked by trying:
     * where a command holds it, its append goes alone and waits.
     */
    private static final String FOUND = """
            with e as materialized (select u.*, (select true from {events} x where x.event_id = u.event_id) as known
                from unnest(?::int[], ?::int[], ?::text[], ?::int[], ?::uuid[], ?::text[], ?::bytea[], ?::text[],
                    ?::smallint[], ?::bigint[])
                u(so, k, type, schema_version, event_id, tags, payload, metadata, origin, occurred_at)),
            u as materialized (select u.*, coalesce((select max(x.version) from {events} x where x.category = u.category
                and x.stream = u.stream), 0) as actual
                from unnest(?::text[], ?::text[], ?::int[], ?::bigint[], ?::int[], ?::int[]) with ordinality
                u(category, stream, mode, n, lock, size, ord)),
            h as materialized (select coalesce(l.position, 0) as head, greatest(coalesce(l.recorded_at, 0),
                (extract(epoch from clock_timestamp()) * 1000000)::bigint) as now
                from (select 1) one left join
                (select position, recorded_at from {events} order by position desc limit 1) l on true),
            v as materialized (select u.*, case
                when ? = 1 and current_setting('synchronous_commit') = 'off' then 2""";

    static final String HISTORY =
            " when not exists (select 1 from {events} x where x.position = ? and x.event_id = ?::uuid) then 0";
    private static final String KNOWN = " when u.ord in (select so from e where known) then 3 ";
    /** Of a stream u. */
    static final String VERDICT = """
            when case u.mode when 0 then false when 1 then u.actual <> 0 when 2 then u.actual = 0
                    else u.actual <> u.n end then 4
                when (select c.closed from {stream_states} c where c.category = u.category and c.stream = u.stream) = 1
                    then 7""";

    static final String LOCKED = " when not pg_try_advisory_xact_lock('{events}'::regclass::oid::int, u.lock) then 6";
    static final String ACCEPTED = " else 9 end as code";

    private static final String WRITTEN = """
             from u),
            s as materialized (select v.*, h.now, h.head + coalesce(sum(case when v.code = 9 then v.size end)
                over (order by v.ord rows between unbounded preceding and 1 preceding), 0)::bigint as base from v, h),
            i as (insert into {events} (position, category, stream, version, type, schema_version, event_id, tags, payload,
                metadata, origin, occurred_at, recorded_at)
                select s.base + e.k, s.category, s.stream, s.actual + e.k, e.type, e.schema_version, e.event_id, e.tags,
                    e.payload, e.metadata, e.origin, e.occurred_at, s.now
                from e join s on s.ord = e.so where s.code = 9),
            t as (insert into {tags} (tag, position) select t.tag, s.base + t.k
                from unnest(?::int[], ?::int[], ?::text[]) t(so, k, tag) join s on s.ord = t.so where s.code = 9)""";

    private static final String TYPES = """
            , y as (insert into {types} (category, name, schema_version, first_seen)
                select s.category, e.type, e.schema_version, s.now from e join s on s.ord = e.so where s.code = 9
                on conflict do nothing)""";
    private static final String OUTCOME =
            " select s.actual, s.base, s.now, s.code as espalier_outcome from s order by s.ord; ";

    private final List<PostgresPlain> appends = new ArrayList<>();
    private final Set<StreamId> streams = new HashSet<>();
    private final Set<UUID> ids = new HashSet<>();

    /** With its first append. */
    PostgresGroup(PostgresPlain first) {
        take(first);
    }

    int size() {
        return appends.size();
    }

    Patience patience(int index) {
        return appends.get(index).patience();
    }

    /** Takes an append in, where nothing that it does or finds depends on the others. */
    boolean add(PostgresPlain append) {
        if (!append.isSimple() || !appends.get(0).isSimple() || streams.contains(append.append().stream()))
            return false;
        for (EventData event : append.events()) if (ids.contains(event.id())) return false;
        take(append);
        return true;
    }

    private void take(PostgresPlain append) {
        appends.add(append);
        streams.add(append.append().stream());
        for (EventData event : append.events()) ids.add(event.id());
    }

    void addTo(PostgresText text, PostgresAppends shared) throws SQLException {
        if (appends.size() == 1) {
            PostgresPlain single = appends.get(0);
            single.addTo(text, shared, PostgresLocks.keys(single.append()));
            return;
        }
        var demands = new PostgresStreams();
        var events = new ArrayList<EventData>();
        var places = new ArrayList<Integer>();
        var steps = new ArrayList<Integer>();
        var locks = new int[appends.size()];
        var sizes = new int[appends.size()];
        var tags = new PostgresTags();
        for (int i = 0; i < locks.length; i++) {
            PostgresPlain append = appends.get(i);
            demands.demand(append.append().stream(), append.append().expected());
            locks[i] = PostgresLocks.key(append.append().stream());
            sizes[i] = append.events().size();
            for (int k = 1; k <= sizes[i]; k++) {
                EventData event = append.events().get(k - 1);
                events.add(event);
                places.add(i + 1);
                steps.add(k);
                tags.add(i + 1, k, event);
            }
        }
        text.add(FOUND, PostgresText.numbers(places), PostgresText.numbers(steps))
                .add("", PostgresEvents.parameters(events))
                .add("", demands.parameters())
                .add("", PostgresText.numbers(locks), PostgresText.numbers(sizes), shared.durable() ? 1 : 0);
        Object[] told = shared.history().told();
        if (told.length > 0) text.add(HISTORY, told);
        text.add(KNOWN).add(VERDICT).add(LOCKED).add(ACCEPTED).add(WRITTEN, tags.appends(), tags.steps(), tags.texts());
        if (!PostgresEvents.fresh(events, shared.known()).isEmpty()) text.add(TYPES);
        text.add(OUTCOME);
    }

    /** What was found, for each append. */
    List<PostgresTrips.Answer> read(ResultSet rows) throws SQLException {
        if (appends.size() == 1) return List.of(answer(PostgresOutcome.of(rows)));
        var answers = new ArrayList<PostgresTrips.Answer>(appends.size());
        while (rows.next()) {
            long actual = rows.getLong(1);
            answers.add(answer(new PostgresOutcome(
                    rows.getInt(4), 0, actual, rows.getLong(2), rows.getLong(3), new long[] {actual})));
        }
        return answers;
    }

    private static PostgresTrips.Answer answer(PostgresOutcome outcome) {
        return outcome.code() == PostgresOutcome.LOCKED ? new PostgresTrips.Alone() : new PostgresTrips.Told(outcome);
    }
}
