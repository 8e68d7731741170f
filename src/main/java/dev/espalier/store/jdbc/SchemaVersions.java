package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.jdbc.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The schema of one database, version by version: what each needs beyond the one before it. Every statement may be run
 * again, so a new schema is all of them in order, and so is the text for those who run their own migrations. A version that
 * was released is never changed.
 */
record SchemaVersions(List<List<String>> versions) {
    private static final String REACHED = "update {store} set schema_version = %1$d where schema_version < %1$d";
    private static final Pattern CREATED = Pattern.compile("create table if not exists \\{(\\w+)}");
    private static final String YOURS = "let your migrations run what JdbcEventStore.schemaSql(...) returns, or let the"
            + " store do it, which is the default";

    /** Of all versions, without the prefix. */
    Set<String> tables() {
        return tables(beyond(0));
    }

    static Set<String> tables(List<String> statements) {
        return CREATED.matcher(String.join("\n", statements))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    int newest() {
        return versions.size();
    }

    /** All of it, as text. */
    String sql(Names names) {
        return names.in(String.join(";\n\n", beyond(0))) + ";\n";
    }

    /** What a schema of this version lacks; to be run by one at a time, in one transaction where the database has such. */
    List<String> beyond(long stored) {
        var statements = new ArrayList<String>();
        for (int version = (int) stored + 1; version <= newest(); version++) {
            statements.addAll(versions.get(version - 1));
            statements.add(REACHED.formatted(version));
        }
        return statements;
    }

    /**
     * Whether a schema, of version 0 where there is none, is what this library needs. One that it does not understand is
     * refused, as is one that it must not bring up to date.
     */
    boolean isCurrent(long stored, boolean bringUpToDate, Names names) {
        if (stored == newest()) return true;
        if (stored > newest())
            throw refused("the schema of store '" + names.prefix() + "' has version " + stored
                    + ", this version of the library knows up to " + newest() + ": use a newer one");
        if (bringUpToDate) return false;
        throw refused(
                stored == 0
                        ? "there is no schema for store '" + names.prefix() + "': " + YOURS
                        : "the schema of store '" + names.prefix() + "' has version " + stored
                                + ", this version of the library needs " + newest() + ": " + YOURS);
    }

    static ConfigurationException notImmutable(Names names) {
        return refused(
                "the events of store '" + names.prefix() + "' are not immutable, as immutableEvents() demands: let your"
                        + " migrations run what JdbcEventStore.immutableEventsSql(...) returns, or let the store do it, which is the"
                        + " default");
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException(List.of("event store on JDBC: " + problem));
    }
}
