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
            create table if not exists {commands} (
                command_id blob primary key,
                content text not null,
                version integer not null,
                events integer not null,
                first_event blob,
                handled_at integer not null
            ) strict, without rowid""");

    static final SchemaVersions VERSIONS = new SchemaVersions(List.of(FIRST, SECOND));

    private SqliteSchema() {}

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
