package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.EventStore;
import dev.espalier.tck.ApplicationTransaction;
import dev.espalier.tck.Capability;
import dev.espalier.tck.ConnectionApplication;
import dev.espalier.tck.CutOff;
import dev.espalier.tck.MortalFixture;
import dev.espalier.tck.OtherProcess;
import dev.espalier.tck.Rows;
import dev.espalier.tck.StoreFixture;
import dev.espalier.tck.StoreOpener;
import dev.espalier.tck.TableRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Tables of its own for each test, on a server that all of them share. */
public class MariaDbFixture implements StoreFixture {
    private static final List<String> TABLES = List.of(
            "store",
            "events",
            "tags",
            "types",
            "snapshot_versions",
            "commands",
            "aggregate_snapshots",
            "stream_states",
            "stream_heads",
            "sequencer");

    private final String prefix = Sql.freshPrefix();
    private final String beside = Sql.freshPrefix();
    private final MariaDbServer server;
    private final DataSource source;
    private final CutOff cutOff;

    /** On a pool on the shared server. */
    public MariaDbFixture(DataSource source) {
        this(MariaDbServer.shared(), source);
    }

    private MariaDbFixture(MariaDbServer server, DataSource source) {
        this.server = server;
        this.source = source;
        this.cutOff = new CutOff(source);
    }

    /** A pool for many fixtures. */
    public static HikariDataSource pool() {
        return MariaDbServer.shared().pooled(10);
    }

    @Override
    public EventStore open() {
        return JdbcEventStore.builder(cutOff.source())
                .prefix(prefix)
                .allowDeletion()
                .immutableEvents()
                .build();
    }

    @Override
    public EventStore openBeside() {
        return JdbcEventStore.builder(cutOff.source()).prefix(beside).build();
    }

    @Override
    public Set<Capability> absent() {
        return EnumSet.of(Capability.POSITIONS_IN_PARTICIPANTS);
    }

    @Override
    public Rows rows() throws SQLException {
        Sql.run(source, "create table " + prefix + "legacy (text varchar(255) primary key)");
        return new TableRows(source, prefix + "legacy");
    }

    @Override
    public ApplicationTransaction join(EventStore store) throws SQLException {
        Connection connection = server.plain().getConnection();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        return new ConnectionApplication(
                connection,
                ((JdbcEventStore) store).in(connection),
                open -> MariaDbServer.settings(open).toString());
    }

    @Override
    public Optional<OtherProcess> otherProcess() {
        return Optional.of(new OtherProcess(Opener.class, List.of(server.url(), prefix)));
    }

    @Override
    public Optional<AutoCloseable> backup() throws SQLException {
        forEachTable("create table " + prefix + "copy_%1$s as select * from %2$s");
        return Optional.of(this::restore);
    }

    /** Without triggers, which MariaDB cannot put to sleep. */
    private void restore() throws SQLException {
        Sql.run(source, "drop trigger " + prefix + "events_update", "drop trigger " + prefix + "events_delete");
        forEachTable("delete from %2$s", "insert into %2$s select * from " + prefix + "copy_%1$s");
        String triggers = JdbcEventStore.immutableEventsSql(JdbcEventStore.Database.MARIADB, prefix);
        Sql.run(source, triggers.split(";\n"));
    }

    /** In one transaction; the name without and with its prefix. */
    private void forEachTable(String... statements) throws SQLException {
        var all = new ArrayList<>(List.of("start transaction"));
        for (String each : TABLES)
            for (String statement : statements) all.add(String.format(statement, each, prefix + each));
        all.add("commit");
        Sql.run(source, all.toArray(String[]::new));
    }

    @Override
    public List<Callable<?>> changes(UUID event) {
        return Stream.of(
                        "update %s set payload = x'00'",
                        "update %s set type = 'espalier:tombstone', payload = ''",
                        "delete from %s",
                        "truncate table %s",
                        "drop table %s",
                        "replace into %1$s select * from %1$s",
                        "insert into %1$s select * from %1$s e on duplicate key update payload = x'00'")
                .<Callable<?>>map(sql -> () -> {
                    Sql.run(source, String.format(sql, prefix + "events"));
                    return 0;
                })
                .toList();
    }

    @Override
    public Optional<AutoCloseable> outage() {
        return Optional.of(cutOff.begin());
    }

    @Override
    public void close() throws SQLException {
        for (String each : List.of(prefix, beside))
            Sql.run(
                    source,
                    "begin not atomic for found in (select table_name as name from information_schema.tables"
                            + " where table_schema = database() and left(table_name, " + each.length() + ") = '" + each
                            + "' order by table_name desc) do execute immediate concat('drop table ', found.name); end for; end");
    }

    @Override
    public Optional<MortalFixture> mortal() {
        return Optional.of(new Mortal(new MariaDbServer()));
    }

    /** The same on a server on the disk, which dies; the settings are those that a server has by itself. */
    private static final class Mortal extends MariaDbFixture implements MortalFixture {
        private final MariaDbServer server;
        private final HikariDataSource pool;

        Mortal(MariaDbServer server) {
            this(server, MortalServer.pool(server));
        }

        private Mortal(MariaDbServer server, HikariDataSource pool) {
            super(server, pool);
            this.server = server;
            this.pool = pool;
        }

        @Override
        public void kill() {
            server.kill();
        }

        @Override
        public void shutDown() {
            server.shutDown();
        }

        @Override
        public void start() throws IOException {
            server.start();
        }

        @Override
        public void close() {
            pool.close();
            server.close();
        }
    }

    /** Runs in the other process. */
    public static final class Opener implements StoreOpener {
        /** For the kit. */
        public Opener() {}

        @Override
        public EventStore open(List<String> arguments) {
            return JdbcEventStore.builder(MariaDbServer.at(arguments.get(0)))
                    .prefix(arguments.get(1))
                    .build();
        }
    }
}
