package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables on PostgreSQL, and their versions. No sequence, and no function
 * or trigger unless events are to be immutable. Texts that are searched compare by bytes
 * (collation "C"), so that a change of the operating system's collations cannot break an index. Times are microseconds
 * since 1970, as on every database: {@code to_timestamp(recorded_at / 1e6)} shows them.
 */
final class PostgresSchema {
    private static final List<String> FIRST = List.of(
            """
            create table if not exists {store} (
                id smallint primary key check (id = 1),
                identity text not null,
                epoch bigint not null,
                schema_version int not null
            )""",
            """
            create table if not exists {events} (
                position bigint primary key,
                category text collate "C" not null,
                stream text collate "C" not null,
                version bigint not null,
                type text collate "C" not null,
                schema_version int not null,
                event_id uuid not null,
                tags text,
                payload bytea not null,
                metadata text,
                origin smallint not null,
                occurred_at bigint not null,
                recorded_at bigint not null
            )""",
            "create unique index if not exists {events_stream} on {events} (category, stream, version)",
            "create unique index if not exists {events_id} on {events} (event_id)",
            "create index if not exists {events_category} on {events} (category, position)",
            """
            create table if not exists {tags} (
                tag text collate "C" not null,
                position bigint not null,
                primary key (tag, position)
            )""",
            """
            create table if not exists {types} (
                category text collate "C" not null,
                name text collate "C" not null,
                schema_version int not null,
                first_seen bigint not null,
                primary key (category, name, schema_version)
            )""",
            """
            create table if not exists {snapshot_versions} (
                service text collate "C" not null,
                category text collate "C" not null,
                stream text collate "C" not null,
                version bigint not null,
                primary key (service, category, stream)
            ) with (fillfactor = 50)""",
            """
            insert into {store} (id, identity, epoch, schema_version)
            values (1, gen_random_uuid()::text, 1, 1) on conflict do nothing""");

    private static final List<String> SECOND = List.of("""
            create table if not exists {stream_states} (
                category text collate "C" not null,
                stream text collate "C" not null,
                archived smallint not null,
                closed smallint not null,
                deleted smallint not null,
                primary key (category, stream)
            )""", """
            create table if not exists {commands} (
                command_id uuid primary key,
                content text collate "C" not null,
                version bigint not null,
                events int not null,
                first_event uuid,
                handled_at bigint not null
            )""", """
            create table if not exists {aggregate_snapshots} (
                name text collate "C" not null,
                category text collate "C" not null,
                stream text collate "C" not null,
                schema_version int not null,
                version bigint not null,
                event_id uuid not null,
                state bytea not null,
                primary key (name, category, stream)
            )""");

    static final SchemaVersions VERSIONS = new SchemaVersions(List.of(FIRST, SECOND));

    /** On demand: only what makes tombstones of a stream that is marked as deleted may change events. */
    static final List<String> IMMUTABLE = List.of("""
            create or replace function {refuse_change}() returns trigger language plpgsql as $$
            declare entombed boolean := false;
            begin
                if tg_op = 'UPDATE' and new.type = 'espalier:tombstone' and length(new.payload) = 0
                    and new.position = old.position and new.event_id = old.event_id and new.version = old.version
                    and new.category = old.category and new.stream = old.stream then
                    execute format('select exists (select 1 from %I.%I where category = $1 and stream = $2'
                        ' and deleted = 1)', tg_table_schema, regexp_replace(tg_table_name, 'events$', 'stream_states'))
                        into entombed using old.category, old.stream;
                end if;
                if entombed then return new; end if;
                raise exception '% of events is refused: stored events are never changed or removed', tg_op;
            end $$""", """
            create or replace trigger {events_change} before update or delete on {events}
                for each row execute function {refuse_change}()""", """
            create or replace trigger {events_truncate} before truncate on {events}
                for each statement execute function {refuse_change}()""");

    /** Where the tables are, by the search path; where there are none, the schema in which they would be created. */
    private static final String SCHEMA = """
            select coalesce(
                (select quote_ident(n.nspname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid = to_regclass(?)),
                quote_ident(current_schema()))""";
    /** "create table if not exists" does not bear company: two at once meet in the catalog's unique indexes. */
    private static final String ALONE = "select pg_advisory_xact_lock(1163087184, hashtext(?))";

    private PostgresSchema() {}

    /** Names with their schema, so that the search path of a connection that joins does not matter. */
    static Names locate(Statements sql, Names names) throws SQLException {
        return locate(sql, names, "{store}");
    }

    /** The same, by another table. */
    static Names locate(Statements sql, Names names, String table) throws SQLException {
        String schema =
                sql.query(SCHEMA, rows -> rows.next() ? String.valueOf(rows.getString(1)) : "null", names.in(table));
        if (schema.equals("null"))
            throw refused("the connection's search path leads to no schema: create it, or set currentSchema");
        if (schema.contains("'") || schema.contains("{") || schema.contains("}"))
            throw refused("the schema " + schema + " has a quote or brace in its name, which is not supported");
        return new Names(schema + ".", names.prefix());
    }

    /** In a transaction, which the caller commits. */
    static void bringUpToDate(Statements sql, Names located) throws SQLException {
        sql.query(ALONE, rows -> 0, located.in("{store}"));
        run(VERSIONS.beyond(version(sql, located)), sql, located);
    }

    /** In a transaction, which the caller commits. */
    static void makeImmutable(Statements sql, Names located) throws SQLException {
        sql.query(ALONE, rows -> 0, located.in("{store}"));
        run(IMMUTABLE, sql, located);
    }

    static boolean isImmutable(Statements sql, Names located) throws SQLException {
        return sql.number(
                        "select count(*) from pg_trigger where tgrelid = to_regclass(?) and tgname like '%events\\_%'"
                                + " and not tgisinternal and tgenabled <> 'D'",
                        located.in("{events}"))
                >= 2;
    }

    /** Indexes and triggers are where their table is, and named without a schema. */
    private static void run(List<String> statements, Statements sql, Names located) throws SQLException {
        for (String statement : statements)
            sql.run(statement.replaceFirst(
                    "(index if not exists |replace trigger )\\{(\\w+)}", "$1" + located.prefix() + "$2"));
    }

    /** Of the schema that is there; 0 where there is none. */
    static long version(Statements sql, Names located) throws SQLException {
        if (sql.number("select count(to_regclass(?))", located.in("{store}")) == 0) return 0;
        return sql.number("select schema_version from {store}");
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of("PostgreSQL: " + problem));
    }
}
