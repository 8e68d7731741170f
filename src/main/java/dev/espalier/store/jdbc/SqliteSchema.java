package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.List;

/** The tables on SQLite, and their version. */
final class SqliteSchema {
    static final int VERSION = 1;

    private static final List<String> TABLES = List.of(
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
            values (1, lower(hex(randomblob(16))), 1, %d)""".formatted(VERSION));

    private SqliteSchema() {}

    static String sql(Names names) {
        return names.in(String.join(";\n\n", TABLES)) + ";\n";
    }

    /** To be run under the write lock: two processes may come at once. */
    static void create(Statements sql) throws SQLException {
        for (String statement : TABLES) sql.run(statement);
    }

    /** Whether the schema is there; one that this version does not understand is refused. */
    static boolean isThere(Statements sql, Names names) throws SQLException {
        if (sql.number("select count(*) from sqlite_master where type = 'table' and name = ?", names.in("{store}"))
                == 0) return false;
        long version = sql.number("select schema_version from {store}");
        if (version > VERSION)
            throw new ConfigurationException(List.of("the schema of store " + names.prefix() + " has version " + version
                    + ", this version of the library knows up to " + VERSION + ": use a newer one"));
        return version > 0;
    }
}
