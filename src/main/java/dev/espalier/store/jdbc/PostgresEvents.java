package dev.espalier.store.jdbc;

import dev.espalier.store.EventData;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredTypes.StoredType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The pieces of a statement that write: they stand after the tables s (streams), h (head and time) and v (verdict). */
final class PostgresEvents {
    private static final String EVENTS = """
            , e as materialized (select * from unnest(?::int[], ?::int[], ?::text[], ?::int[], ?::uuid[], ?::text[],
                ?::bytea[], ?::text[], ?::smallint[], ?::bigint[]) with ordinality
                e(so, k, type, schema_version, event_id, tags, payload, metadata, origin, occurred_at, ord)),
            i as (insert into {events} (position, category, stream, version, type, schema_version, event_id, tags, payload,
                metadata, origin, occurred_at, recorded_at)
                select h.head + e.ord, s.category, s.stream, s.actual + e.k, e.type, e.schema_version, e.event_id, e.tags,
                    e.payload, e.metadata, e.origin, e.occurred_at, h.now
                from e join s on s.ord = e.so, h, v where v.code = 9)""";
    private static final String TAGS = """
            , t as (insert into {tags} (tag, position) select t.tag, h.head + t.ord
                from unnest(?::int[], ?::text[]) t(ord, tag), h, v where v.code = 9)""";
    private static final String TYPES = """
            , y as (insert into {types} (category, name, schema_version, first_seen) select y.category, y.name, y.version, h.now
                from unnest(?::text[], ?::text[], ?::int[]) y(category, name, version), h, v where v.code = 9
                on conflict do nothing)""";
    private static final String SNAPSHOT_VERSIONS = """
            , r as (insert into {snapshot_versions} (service, category, stream, version)
                select r.service, r.category, r.stream, r.version
                from unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) r(service, category, stream, version), v
                where v.code = 9
                on conflict (service, category, stream) do update set version = excluded.version)""";

    private PostgresEvents() {}

    /** Events in their order; k says how many steps each is above the version at which its stream was found. */
    static void write(List<EventData> events, int[] k, PostgresStreams streams, PostgresText text) {
        var so = new int[events.size()];
        for (int i = 0; i < so.length; i++) so[i] = streams.index(events.get(i).stream()) + 1;
        text.add(EVENTS, PostgresText.numbers(so), PostgresText.numbers(k)).add("", parameters(events));
        tags(events, text);
    }

    /** Types, schema versions, ids, tags, payloads, metadata, origins, times. */
    static Object[] parameters(List<EventData> events) {
        int size = events.size();
        var types = new String[size];
        var versions = new int[size];
        var tags = new String[size];
        var payloads = new byte[size][];
        var metadata = new String[size];
        var origins = new int[size];
        var occurred = new long[size];
        for (int i = 0; i < size; i++) {
            EventData event = events.get(i);
            types[i] = event.type().name();
            versions[i] = event.type().schemaVersion();
            tags[i] = TextLines.of(event.tags());
            payloads[i] = event.bytes();
            metadata[i] = TextLines.of(event.metadata());
            origins[i] = event.origin().ordinal();
            occurred[i] = event.occurredAt();
        }
        return new Object[] {
            PostgresText.texts(types),
            PostgresText.numbers(versions),
            PostgresText.ids(ids(events)),
            PostgresText.texts(tags),
            PostgresText.bytes(payloads),
            PostgresText.texts(metadata),
            PostgresText.numbers(origins),
            PostgresText.numbers(occurred)
        };
    }

    /** The same of one, as values. */
    static Object[] parameters(EventData event) {
        return new Object[] {
            event.type().name(),
            event.type().schemaVersion(),
            event.id(),
            TextLines.of(event.tags()),
            event.bytes(),
            TextLines.of(event.metadata()),
            event.origin().ordinal(),
            event.occurredAt()
        };
    }

    static UUID[] ids(List<EventData> events) {
        return events.stream().map(EventData::id).toArray(UUID[]::new);
    }

    private static void tags(List<EventData> events, PostgresText text) {
        var tags = new PostgresTags();
        for (int i = 0; i < events.size(); i++) tags.add(1, i + 1, events.get(i));
        text.add(TAGS, tags.steps(), tags.texts());
    }

    /** What is not known to be stored: usually nothing. */
    static void types(Collection<EventData> events, Set<StoredType> known, PostgresText text) {
        Set<StoredType> fresh = fresh(events, known);
        if (fresh.isEmpty()) return;
        text.add(
                TYPES,
                PostgresText.texts(fresh.stream().map(StoredType::category).toArray(String[]::new)),
                names(fresh),
                versions(fresh));
    }

    static Object names(Set<StoredType> types) {
        return PostgresText.texts(types.stream().map(StoredType::name).toArray(String[]::new));
    }

    static Object versions(Set<StoredType> types) {
        return PostgresText.numbers(
                types.stream().mapToInt(StoredType::schemaVersion).toArray());
    }

    /** Types of events that are not known to be stored. */
    static Set<StoredType> fresh(Collection<EventData> events, Set<StoredType> known) {
        var fresh = new LinkedHashSet<StoredType>();
        for (EventData event : events) fresh.add(type(event));
        fresh.removeAll(known);
        return fresh;
    }

    private static StoredType type(EventData event) {
        return new StoredType(
                event.stream().category(), event.type().name(), event.type().schemaVersion());
    }

    static void snapshotVersions(Collection<SnapshotVersion> reached, PostgresText text) {
        if (reached.isEmpty()) return;
        text.add(
                SNAPSHOT_VERSIONS,
                PostgresText.texts(
                        reached.stream().map(SnapshotVersion::service).toArray(String[]::new)),
                PostgresText.texts(
                        reached.stream().map(each -> each.stream().category()).toArray(String[]::new)),
                PostgresText.texts(
                        reached.stream().map(each -> each.stream().key()).toArray(String[]::new)),
                PostgresText.numbers(
                        reached.stream().mapToLong(SnapshotVersion::version).toArray()));
    }
}
