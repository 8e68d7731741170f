package dev.espalier.store.jdbc;

import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.List;

/** The tables on SQLite, and their versions. */
final class SqliteSchema {
    private static final List<String> FIRST = List.of(
            """
            create table if not exists {store} (
                id integer primary key check (id = 1),
                identity text not null,
                epoch integer not null,
                schema_version integer not null
            ) strict""",
            """
            create table if not exists {events} (
                position integer primary key,
                category text not null,
                stream text not null,
                version integer not null,
                type text not null,
                schema_version integer not null,
                event_id blob not null,
                tags text,
                payload blob not null,
                metadata text,
                origin integer not null,
                occurred_at integer not null,
                recorded_at integer not null
            ) strict""",
            "create unique index if not exists {events_stream} on {events} (category, stream, version)",
            "create unique index if not exists {events_id} on {events} (event_id)",
            "create index if not exists {events_category} on {events} (category, position)",
            """
            create table if not exists {tags} (
                tag text not null,
                position integer not null,
                primary key (tag, position)
            ) strict, without rowid""",
            """
            create table if not exists {types} (
                category text not null,
                name text not null,
                schema_version integer not null,
                first_seen integer not null,
                primary key (category, name, schema_version)
            ) strict, without rowid""",
            """
            create table if not exists {snapshot_versions} (
                service text not null,
                category text not null,
                stream text not null,
                version integer not null,
                primary key (service, category, stream)
            ) strict, without rowid""",
            """
            insert or ignore into {store} (id, identity, epoch, schema_version)
            values (1, lower(hex(randomblob(16))), 1, 1)""");

    private static final List<String> SECOND = List.of("""
            create table if not exists {stream_states} (
                category text not null,
                stream text not null,
                archived integer not null,
                closed integer not null,
                deleted integer not null,
                primary key (category, stream)
            ) strict, without rowid""", """
            create table if not exists {commands} (
                command_id blob primary key,
                content text not null,
                version integer not null,
                events integer not null,
                first_event blob,
                handled_at integer not null
            ) strict, without rowid""", """
            create table if not exists {aggregate_snapshots} (
                name text not null,
                category text not null,
                stream text not null,
                schema_version integer not null,
                version integer not null,
                event_id blob not null,
                state blob not null,
                primary key (name, category, stream)
            ) strict, without rowid""");

    static final SchemaVersions VERSIONS = new SchemaVersions(List.of(FIRST, SECOND));

    /** On demand: only what makes tombstones of a stream that is marked as deleted may change events; "or replace" deletes too. */
    static final List<String> IMMUTABLE = List.of("""
            create trigger if not exists {events_update} before update on {events}
            when not (new.type = 'espalier:tombstone' and length(new.payload) = 0 and new.position = old.position
                and new.event_id = old.event_id and new.version = old.version
                and new.category = old.category and new.stream = old.stream
                and exists (select 1 from {stream_states} s
                    where s.category = old.category and s.stream = old.stream and s.deleted = 1))
            begin select raise(abort, 'UPDATE of events is refused: stored events are never changed'); end""", """
            create trigger if not exists {events_delete} before delete on {events}
            begin select raise(abort, 'DELETE of events is refused: stored events are never removed'); end""", """
            create trigger if not exists {events_replace} before insert on {events}
            when exists (select 1 from {events} where position = new.position or event_id = new.event_id)
                or exists (select 1 from {events}
                    where category = new.category and stream = new.stream and version = new.version)
            begin select raise(abort, 'REPLACE of events is refused: stored events are never changed'); end""");

    private SqliteSchema() {}

    static boolean isImmutable(Statements sql, Names names) throws SQLException {
        return sql.number(
                        "select count(*) from sqlite_master where type = 'trigger' and tbl_name = ?",
                        names.in("{events}"))
                >= IMMUTABLE.size();
    }

    /** Under the write lock: two processes may come at once. */
    static void bringUpToDate(Statements sql, Names names) throws SQLException {
        for (String statement : VERSIONS.beyond(version(sql, names))) sql.run(statement);
    }

    /** Of the schema that is there; 0 where there is none. */
    static long version(Statements sql, Names names) throws SQLException {
        if (sql.number("select count(*) from sqlite_master where type = 'table' and name = ?", names.in("{store}"))
                == 0) return 0;
        return sql.number("select schema_version from {store}");
    }
}
