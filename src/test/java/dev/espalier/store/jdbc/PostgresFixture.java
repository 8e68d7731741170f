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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Tables of its own for each test, on a server that all of them share. */
public class PostgresFixture implements StoreFixture {
    private static final List<String> TABLES =
            List.of("store", "events", "tags", "types", "snapshot_versions", "commands", "stream_states");

    private final String prefix = PostgresServer.freshPrefix();
    private final String beside = PostgresServer.freshPrefix();
    private final int major;
    private final PGSimpleDataSource plain;
    private final CutOff cutOff;

    /** The store's source may be a pool on the same server. */
    public PostgresFixture(int major, DataSource source) {
        this(major, PostgresServer.of(major).plain(), source);
    }

    private PostgresFixture(int major, PGSimpleDataSource plain, DataSource source) {
        this.major = major;
        this.plain = plain;
        this.cutOff = new CutOff(source);
    }

    /** A pool for many fixtures. */
    public static HikariDataSource pool(int major) {
        return PostgresServer.of(major).pooled(10);
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
        PostgresServer.run(plain, "create table " + prefix + "legacy (text text primary key)");
        return new TableRows(plain, prefix + "legacy");
    }

    @Override
    public ApplicationTransaction join(EventStore store) throws SQLException {
        Connection connection = plain.getConnection();
        connection.setAutoCommit(false);
        return new ConnectionApplication(
                connection, ((JdbcEventStore) store).in(connection), PostgresFixture::settings);
    }

    private static String settings(Connection connection) throws SQLException {
        var settings = new StringBuilder();
        for (String each :
                List.of("transaction_isolation", "lock_timeout", "plan_cache_mode", "enable_seqscan", "search_path")) {
            try (var statement = connection.createStatement();
                    var value = statement.executeQuery("show " + each)) {
                value.next();
                settings.append(each).append(' ').append(value.getString(1)).append(' ');
            }
        }
        return settings.toString();
    }

    @Override
    public Optional<OtherProcess> otherProcess() {
        return Optional.of(new OtherProcess(Opener.class, List.of(plain.getURL(), prefix)));
    }

    @Override
    public Optional<AutoCloseable> outage() {
        return Optional.of(cutOff.begin());
    }

    @Override
    public Optional<AutoCloseable> backup() throws SQLException {
        forEachTable("create table " + prefix + "copy_%1$s as table %2$s");
        return Optional.of(
                () -> forEachTable("delete from %2$s; insert into %2$s select * from " + prefix + "copy_%1$s"));
    }

    /** Without triggers; the name without and with its prefix. */
    private void forEachTable(String statement) throws SQLException {
        var all = new StringBuilder("set session_replication_role = replica; begin; ");
        for (String each : TABLES)
            all.append(String.format(statement, each, prefix + each)).append("; ");
        PostgresServer.run(plain, all + "commit");
    }

    @Override
    public List<Callable<?>> changes(UUID event) {
        return Stream.of(
                        "update %s set payload = '\\x00'",
                        "update %s set type = 'espalier:tombstone', payload = ''",
                        "delete from %s",
                        "truncate %s",
                        "insert into %1$s select * from %1$s on conflict (position) do update set payload = '\\x00'")
                .<Callable<?>>map(sql -> () -> {
                    PostgresServer.run(plain, String.format(sql, prefix + "events"));
                    return 0;
                })
                .toList();
    }

    @Override
    public void close() throws SQLException {
        for (String each : List.of(prefix, beside))
            PostgresServer.run(
                    plain,
                    "do $$ declare found text; begin for found in select tablename from pg_tables where"
                            + " starts_with(tablename, '" + each + "') loop execute 'drop table ' || found"
                            + " || ' cascade'; end loop; end $$");
    }

    @Override
    public Optional<MortalFixture> mortal() throws IOException {
        return Optional.of(Mortal.on(major));
    }

    /** The same on a server that syncs, and dies. */
    private static final class Mortal extends PostgresFixture implements MortalFixture {
        private final MortalPostgres server;
        private final HikariDataSource pool;

        private Mortal(int major, MortalPostgres server, HikariDataSource pool) {
            super(major, server.source(), pool);
            this.server = server;
            this.pool = pool;
        }

        static Mortal on(int major) throws IOException {
            var server = new MortalPostgres(major);
            return new Mortal(major, server, MortalServer.pool(server));
        }

        @Override
        public void kill() {
            server.kill();
        }

        @Override
        public void shutDown() throws IOException {
            server.shutDown();
        }

        @Override
        public void start() {
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
            var source = new PGSimpleDataSource();
            source.setUrl(arguments.get(0));
            source.setUser("postgres");
            return JdbcEventStore.builder(source).prefix(arguments.get(1)).build();
        }
    }
}
