package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.jdbc.MariaDbCode;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables on MariaDB, and their versions. No function or sequence, and no trigger or foreign key
 * unless events are to be immutable. Texts compare by code points without padding:
 * in other collations 'a' equals 'A', or 'a '. Times are microseconds since 1970, as on every database: {@code
 * from_unixtime(recorded_at / 1e6)} shows them.
 */
final class MariaDbSchema {
    static final String ENGINE =
            " engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin";

    private static final List<String> FIRST = List.of(
            """
            create table if not exists {store} (
                id tinyint primary key check (id = 1),
                identity varchar(40) not null,
                epoch bigint not null,
                schema_version int not null
            )""" + ENGINE,
            """
            create table if not exists {events} (
                position bigint primary key,
                category varchar(64) not null,
                stream varchar(255) not null,
                version bigint not null,
                type varchar(255) not null,
                schema_version int not null,
                event_id binary(16) not null,
                tags longtext,
                payload longblob not null,
                metadata longtext,
                origin tinyint not null,
                occurred_at bigint not null,
                recorded_at bigint not null,
                unique key by_stream (category, stream, version),
                unique key by_id (event_id),
                key by_category (category, position)
            )""" + ENGINE,
            """
            create table if not exists {tags} (
                tag varchar(320) not null,
                position bigint not null,
                primary key (tag, position)
            )""" + ENGINE,
            """
            create table if not exists {types} (
                category varchar(64) not null,
                name varchar(255) not null,
                schema_version int not null,
                first_seen bigint not null,
                primary key (category, name, schema_version)
            )""" + ENGINE,
            """
            create table if not exists {snapshot_versions} (
                service varchar(255) not null,
                category varchar(64) not null,
                stream varchar(255) not null,
                version bigint not null,
                primary key (service, category, stream)
            )""" + ENGINE,
            """
            create table if not exists {stream_heads} (
                category varchar(64) not null,
                stream varchar(255) not null,
                version bigint not null,
                mark varchar(64),
                primary key (category, stream)
            )""" + ENGINE,
            """
            create table if not exists {sequencer} (
                id tinyint primary key check (id = 1),
                head bigint not null,
                recorded_at bigint not null
            )""" + ENGINE,
            """
            create table if not exists {flushes} (
                id tinyint primary key check (id = 1),
                number bigint not null
            )""" + ENGINE,
            "insert ignore into {sequencer} (id, head, recorded_at) values (1, 0, 0)",
            "insert ignore into {flushes} (id, number) values (1, 0)",
            """
            insert ignore into {store} (id, identity, epoch, schema_version)
            values (1, replace(uuid(), '-', ''), 1, 1)""");

    private static final List<String> SECOND = List.of("""
            create table if not exists {stream_states} (
                category varchar(64) not null,
                stream varchar(255) not null,
                archived tinyint not null,
                closed tinyint not null,
                deleted tinyint not null,
                primary key (category, stream)
            )""" + ENGINE, """
            create table if not exists {aggregate_snapshots} (
                name varchar(255) not null,
                category varchar(64) not null,
                stream varchar(255) not null,
                schema_version int not null,
                version bigint not null,
                event_id binary(16) not null,
                state longblob not null,
                primary key (name, category, stream)
            )""" + ENGINE, """
            create table if not exists {commands} (
                command_id binary(16) primary key,
                content varchar(255) not null,
                version bigint not null,
                events int not null,
                first_event binary(16),
                handled_at bigint not null
            )""" + ENGINE);

    static final SchemaVersions VERSIONS = new SchemaVersions(List.of(FIRST, SECOND));

    /**
     * On demand: only what makes tombstones of a stream that is marked as deleted may change events; REPLACE deletes too. A
     * TRUNCATE fires no trigger, but a table to which another refers is neither truncated nor dropped.
     */
    static final List<String> IMMUTABLE = List.of("""
            create trigger if not exists {events_update} before update on {events} for each row
            if not (new.type = 'espalier:tombstone' and length(new.payload) = 0 and new.position = old.position
                and new.event_id = old.event_id and new.version = old.version
                and new.category = old.category and new.stream = old.stream
                and exists (select 1 from {stream_states} s
                    where s.category = old.category and s.stream = old.stream and s.deleted = 1)) then signal sqlstate '45000'
                set message_text = 'UPDATE of events is refused: stored events are never changed'; end if""", """
            create trigger if not exists {events_delete} before delete on {events} for each row
            signal sqlstate '45000' set message_text = 'DELETE of events is refused: stored events are never removed'""", """
            create table if not exists {events_guard} (
                position bigint primary key,
                foreign key (position) references {events} (position)
            )""" + ENGINE);

    private static final String GUARDS = """
            select least(2, (select count(*) from information_schema.triggers
                    where event_object_schema = ? and event_object_table = ?))
                + least(1, (select count(*) from information_schema.referential_constraints
                    where constraint_schema = ? and referenced_table_name = ?))""";

    /** What is not as it was created: a server may put another engine in place of a missing one, and anybody may alter. */
    private static final String CHANGED = """
            select concat(table_name, ' has engine ', engine) from information_schema.tables
            where table_schema = ? and table_name in (%1$s) and engine <> 'InnoDB'
            union all
            select concat(table_name, '.', column_name, ' has collation ', collation_name) from information_schema.columns
            where table_schema = ? and table_name in (%1$s) and collation_name <> 'utf8mb4_nopad_bin'
            limit 1""";

    private static final String IS_THERE =
            "select count(*) from information_schema.tables where table_schema = ? and table_name = ?";

    private static final String ALONE = "select get_lock(concat('espalier ', md5(?)), ?)";
    private static final String TOGETHER = "select release_lock(concat('espalier ', md5(?)))";

    private MariaDbSchema() {}

    /** Names with their database, so that the current one of a connection that joins does not matter. */
    static Names locate(Statements sql, Names names) throws SQLException {
        String database =
                sql.query("select database()", rows -> rows.next() ? String.valueOf(rows.getString(1)) : "null");
        if (database.equals("null"))
            throw MariaDbSettings.refused("the connection has no current database: name one in the URL");
        if (database.matches(".*[`{}].*"))
            throw MariaDbSettings.refused(
                    "the database " + database + " has a quote or brace in its name, which is not supported");
        return new Names("`" + database + "`.", names.prefix());
    }

    /** One at a time. There is no transaction round statements that create tables; the last one of each version makes it whole. */
    static void bringUpToDate(Statements sql, Names located, boolean immutable, Duration wait) throws SQLException {
        if (sql.number(ALONE, located.in("{store}"), wait.toSeconds() + 1) != 1)
            throw new StoreUnavailableException("another process is creating the schema of the store", null);
        try {
            for (String statement : VERSIONS.beyond(version(sql, located))) sql.run(statement);
            if (immutable && !isImmutable(sql, located)) for (String statement : IMMUTABLE) sql.run(statement);
        } catch (SQLException e) {
            if (e.getErrorCode() != MariaDbCode.NO_TRIGGERS) throw e;
            throw MariaDbSettings.refused(
                    "triggers for immutableEvents() take the right SUPER here, as there is a binary"
                            + " log: let somebody who has it run what JdbcEventStore.immutableEventsSql(...) returns, or set"
                            + " log_bin_trust_function_creators to 1");
        } finally {
            sql.number(TOGETHER, located.in("{store}"));
        }
    }

    static boolean isImmutable(Statements sql, Names located) throws SQLException {
        Object[] events = {database(located), located.prefix() + "events"};
        return sql.number(GUARDS, events[0], events[1], events[0], events[1]) >= IMMUTABLE.size();
    }

    static void check(Statements sql, Names located) throws SQLException {
        check(sql, located, VERSIONS.tables());
    }

    /** Refuses tables of which somebody has made something else. */
    static void check(Statements sql, Names located, Set<String> ours) throws SQLException {
        String tables =
                ours.stream().map(each -> "'" + located.prefix() + each + "'").collect(Collectors.joining(", "));
        String changed = sql.query(
                CHANGED.formatted(tables),
                rows -> rows.next() ? rows.getString(1) : "",
                database(located),
                database(located));
        if (!changed.isEmpty())
            throw MariaDbSettings.refused("the table " + changed
                    + ", which loses what a crash or a refusal takes back, or takes one key for another: "
                    + "alter it to InnoDB with utf8mb4_nopad_bin, as JdbcEventStore.schemaSql(...) says");
    }

    private static String database(Names located) {
        return located.schema().substring(1, located.schema().length() - 2);
    }

    /** Of the schema that is there; 0 where there is none. */
    static long version(Statements sql, Names located) throws SQLException {
        if (sql.number(IS_THERE, database(located), located.prefix() + "store") == 0) return 0;
        return sql.number("select schema_version from {store}");
    }
}
