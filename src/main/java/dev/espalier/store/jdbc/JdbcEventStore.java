package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.AdministeredStore;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.CommandStore;
import dev.espalier.store.EventType;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.Limits;
import dev.espalier.store.Micros;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredTypes;
import dev.espalier.store.StreamChange;
import dev.espalier.store.StreamState;
import dev.espalier.store.UnitOfWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Events in a relational database, beside the application's own tables: appended in transactions of the store's own, or in
 * those of the application by {@link #in}. The database is recognised by itself; its driver, and a pool if one is wanted,
 * are the application's dependencies.
 *
 * <table>
 * <caption>What a database guarantees, and what it costs</caption>
 * <tr><th></th><th>SQLite 3.37 and above</th><th>PostgreSQL 17 and above (tested: 17, 18)</th>
 *     <th>MariaDB 10.6 and above (tested: 10.11)</th></tr>
 * <tr><td>durable</td><td>at the acknowledgement, power failures included: write-ahead log, {@code synchronous} at FULL or
 *     EXTRA; anything less is refused</td>
 *     <td>at the acknowledgement, as far as the server's {@code fsync} goes; {@code synchronous_commit = off} is refused
 *     unless asked for by {@link Builder#asynchronousCommit}</td>
 *     <td>at the acknowledgement: {@code innodb_flush_log_at_trx_commit} at 1, with a binary log {@code sync_binlog} at 1;
 *     anything less is refused unless asked for by {@link Builder#asynchronousCommit}, Galera in any case. InnoDB shows a
 *     commit before it is on disk, so whoever reads one waits for that</td></tr>
 * <tr><td>order</td><td>positions without gaps, in the order of commits</td><td>the same</td>
 *     <td>the same</td></tr>
 * <tr><td>writers</td><td>one at a time for the whole file, in this process and in others; an append holds the lock through
 *     its commit, a command through its loading, decision and services as well, and so meets no conflict on what it has
 *     loaded. Appends without services that wait in this process share a commit</td>
 *     <td>a command holds the lock of the stream that it loads first, through decision and services to its commit; others
 *     on that stream wait, others on other streams do not. One sequencer for the whole store is taken last, by the
 *     statement before the commit, and held through it: commits of events follow one another. Appends without services
 *     that wait in this process share a commit, 64 at most, and so do commands with services, which are called one after
 *     the other then, each in the thread of its command</td>
 *     <td>the same by rows that are locked, a head for each stream and one sequencer; appends without services share
 *     commits as on PostgreSQL, commands with services do not; the server shares flushes of commits that come at
 *     once</td></tr>
 * <tr><td>readers</td><td>never wait for a writer, and hold nothing between two pages</td><td>the same</td>
 *     <td>wait for no lock; for the disk, where they meet a commit that is being flushed</td></tr>
 * <tr><td>joined transactions</td><td>hold the lock from their first write to their commit; open them with {@code
 *     transaction_mode=IMMEDIATE}, or append before the first read</td>
 *     <td>hold the locks of their streams from the append on, the sequencer from {@code complete()} to the commit: nobody
 *     else stores events in between, so commit at once. READ COMMITTED only. A deadlock with locks of the application's
 *     own is possible there; the server ends it</td>
 *     <td>the same; what {@code complete()} refuses it rolls back, since MariaDB would let the rest be committed</td></tr>
 * </table>
 *
 * <p>One store for a database is enough for all threads, and fairest: its appends queue in the order in which they came.
 * Several stores and processes on one file are correct too, and take turns by chance. Safe for use by several threads;
 * starts none. The connections that it takes have autocommit on, and go back unchanged; a writer takes one, a reader one for
 * each page. Where the source hands out the driver's bare connections, without a pool, the store keeps up to four of them
 * until it is closed: opening and closing the file for every append would cost several times the append itself. As with any
 * open database, its files must not be replaced meanwhile: restore a backup into it, or close the store first.
 */
public final class JdbcEventStore
        implements CommandStore,
                AggregateSnapshotStore,
                CheckpointedStore,
                AdministeredStore,
                StoredTypes,
                IdentifiedStore {
    /** A database with an append protocol of its own. */
    public enum Database {
        /** SQLite, in a file of its own or of the application's. */
        SQLITE,
        /** PostgreSQL, in a schema of its own or beside the application's tables. */
        POSTGRESQL,
        /** MariaDB, in a database of its own or beside the application's tables. */
        MARIADB
    }

    private final Source source;
    private final Protocol protocol;
    private final Reader reader;
    private final Supplier<JdbcCheckpoints> besides;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable JdbcCheckpoints checkpoints;
    private final boolean deletion;
    private volatile boolean closed;

    /**
     * A store with the defaults; it creates its tables when they are missing.
     *
     * @param dataSource of connections with autocommit on; stays open when the store is closed
     * @throws ConfigurationException when the database, its settings or the stored schema cannot be used
     * @throws StoreUnavailableException when it does not answer
     */
    public JdbcEventStore(DataSource dataSource) {
        this(builder(dataSource));
    }

    private JdbcEventStore(Builder builder) {
        this.source = new Source(builder.dataSource, builder.names);
        var settings = new JdbcSettings(
                builder.names, builder.clock, builder.lockWait, builder.asynchronousCommit, builder.immutable);
        this.besides = () -> new JdbcCheckpoints(builder.dataSource, builder.names, builder.lockWait, builder.create);
        this.deletion = builder.deletion;
        boolean opened = false;
        try {
            this.protocol = Databases.protocol(source, settings, () -> closed);
            this.reader = new Reader(protocol.reads(), protocol.history());
            protocol.open(builder.create);
            protocol.history().begin(identity().epoch());
            opened = true;
        } finally {
            if (!opened) source.close();
        }
    }

    /**
     * A store with settings.
     *
     * @param dataSource of connections with autocommit on; stays open when the store is closed
     * @return a builder with the defaults
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /**
     * The schema as SQL, for those who run their own migrations: it creates what is missing, and so brings the schema of an
     * earlier version of this library up to date. Running it again changes nothing. Run it in one transaction.
     *
     * @param database for which it is written
     * @param prefix of its tables, {@code espalier_} by default
     * @return statements, each ended by a semicolon
     * @throws InvalidInputException when the prefix is no plain identifier
     */
    public static String schemaSql(Database database, String prefix) {
        var names = new Names(prefix);
        return switch (database) {
            case SQLITE -> SqliteSchema.VERSIONS.sql(names) + "\n" + CheckpointDialect.SQLITE.sql(names);
            case POSTGRESQL -> PostgresSchema.VERSIONS.sql(names) + "\n" + CheckpointDialect.POSTGRESQL.sql(names);
            case MARIADB -> MariaDbSchema.VERSIONS.sql(names) + "\n" + CheckpointDialect.MARIADB.sql(names);
        };
    }

    /**
     * What {@link Builder#immutableEvents} needs as SQL, to be run after {@link #schemaSql}. Running it again changes nothing.
     *
     * @param database for which it is written
     * @param prefix of its tables
     * @return statements, each ended by a semicolon at the end of a line
     * @throws InvalidInputException when the prefix is no plain identifier
     */
    public static String immutableEventsSql(Database database, String prefix) {
        List<String> statements = switch (database) {
            case SQLITE -> SqliteSchema.IMMUTABLE;
            case POSTGRESQL -> PostgresSchema.IMMUTABLE;
            case MARIADB -> MariaDbSchema.IMMUTABLE;
        };
        return new Names(prefix).in(String.join(";\n\n", statements)) + ";\n";
    }

    /**
     * Joins a transaction of the application's own. It commits by itself; {@link JdbcTransaction} says in which order.
     *
     * @param connection to the store's database, with autocommit off
     * @return commands and appends in that transaction, by {@code Espalier.in}
     * @throws UnsuitableTransactionException when it is not in a transaction, read-only, or less durable than the store
     */
    public JdbcTransaction in(Connection connection) {
        return new JdbcTransaction(connection, protocol.join(connection));
    }

    @Override
    public Receipt append(Append append) {
        protocol.check(append);
        return protocol.append(append);
    }

    @Override
    public UnitOfWork begin() {
        return protocol.begin();
    }

    @Override
    public UnitOfWork begin(Duration atMost) {
        return protocol.begin(atMost);
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return reader.read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return reader.read(query, range, types);
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return reader.find(id, types);
    }

    @Override
    public long head() {
        return reader.head();
    }

    @Override
    public long snapshotVersion(String service, StreamId stream) {
        return protocol.reads()
                .with(sql -> sql.number(
                        "select version from {snapshot_versions} where service = ? and category = ? and stream = ?",
                        service,
                        stream.category(),
                        stream.key()));
    }

    @Override
    public long forgetCommands(Instant before) {
        return protocol.writes().with(sql -> sql.update(Commands.FORGET, Micros.of(before)));
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return Snapshots.find(name, stream, protocol.reads());
    }

    @Override
    public boolean saveSnapshot(AggregateSnapshot snapshot) {
        return protocol.save(snapshot);
    }

    @Override
    public long deleteSnapshots(String name) {
        return protocol.writes().with(sql -> sql.update(Snapshots.DELETE, name));
    }

    @Override
    public Set<StoredType> storedTypes() {
        return protocol.reads()
                .with(sql -> sql.query("select category, name, schema_version from {types}", rows -> {
                    var types = new HashSet<StoredType>();
                    while (rows.next()) types.add(new StoredType(rows.getString(1), rows.getString(2), rows.getInt(3)));
                    return types;
                }));
    }

    @Override
    public StoreIdentity identity() {
        return protocol.reads().with(JdbcEventStore::identity);
    }

    private static StoreIdentity identity(Statements sql) throws SQLException {
        return sql.query("select identity, epoch from {store}", rows -> {
            if (rows.next()) return new StoreIdentity(rows.getString(1), rows.getLong(2));
            throw new SQLException("the row of the store is missing");
        });
    }

    @Override
    public StoreIdentity beginEpoch() {
        StoreIdentity begun = protocol.administer(Set.of(), sql -> {
            sql.update("update {store} set epoch = epoch + 1");
            return identity(sql);
        });
        protocol.history().begin(begun.epoch());
        return begun;
    }

    @Override
    public void administer(StreamId stream, StreamChange change) {
        change.refuseUnless(deletion);
        protocol.administer(Set.of(stream), sql -> StreamStates.change(stream, change, sql));
    }

    @Override
    public StreamState streamState(StreamId stream) {
        return protocol.reads().with(sql -> StreamStates.of(stream, sql));
    }

    /** In the database of the events, in a table under the same prefix that is there from the first use on. */
    @Override
    public Checkpoints checkpoints() {
        opening.lock();
        try {
            JdbcCheckpoints opened = checkpoints;
            if (opened == null) checkpoints = opened = besides.get();
            return opened;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public Limits limits() {
        return protocol.limits();
    }

    @Override
    public boolean keepsBytes() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        opening.lock();
        try {
            if (checkpoints != null) checkpoints.close();
        } finally {
            opening.unlock();
        }
        source.close();
    }

    /** Settings of a store on JDBC. Not safe for use by several threads. */
    public static final class Builder {
        private final DataSource dataSource;
        private Names names = new Names("espalier_");
        private InstantSource clock = InstantSource.system();
        private Duration lockWait = Duration.ofSeconds(5);
        private boolean create = true;
        private boolean deletion;
        private boolean immutable;
        private boolean asynchronousCommit;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /**
         * What the names of all tables begin with. Stores under different prefixes share nothing.
         *
         * @param prefix lower-case letters, digits and underscores, 30 at most; {@code espalier_} by default
         * @return this
         * @throws InvalidInputException when it is no such identifier
         */
        public Builder prefix(String prefix) {
            names = new Names(prefix);
            return this;
        }

        /**
         * When events are recorded, where the database has no clock of its own that is shared by all writers, as SQLite;
         * the others use their own.
         *
         * @param source the system's by default; an event is never recorded earlier than the one before it, whatever it says
         * @return this
         */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /**
         * How long an append waits for the locks of others before it gives up with {@link StoreUnavailableException}.
         *
         * @param atMost more than 0; 5 seconds by default
         * @return this
         * @throws InvalidInputException when it is not positive
         */
        public Builder lockWait(Duration atMost) {
            if (atMost.isNegative() || atMost.isZero())
                throw new InvalidInputException("lock wait", atMost, "must be more than 0");
            lockWait = atMost;
            return this;
        }

        /**
         * Accepts PostgreSQL's {@code synchronous_commit = off}, and of MariaDB an {@code innodb_flush_log_at_trx_commit} or
         * {@code sync_binlog} other than 1: a crash of the server then takes back the last moments of what
         * was acknowledged and of what readers have seen, so that positions may be told twice. Without this word such a
         * connection is refused.
         *
         * @return this
         */
        public Builder asynchronousCommit() {
            asynchronousCommit = true;
            return this;
        }

        /**
         * Lets the database refuse whatever changes or removes stored events, by triggers, which stay for all who use it: UPDATE,
         * DELETE, REPLACE and TRUNCATE by plain SQL, though nothing that may drop the triggers is kept from it. What {@link
         * StreamChange#DELETE} does is let through.
         *
         * @return this
         */
        public Builder immutableEvents() {
            immutable = true;
            return this;
        }

        /**
         * Allows {@link StreamChange#DELETE}, which is refused otherwise.
         *
         * @return this
         */
        public Builder allowDeletion() {
            deletion = true;
            return this;
        }

        /**
         * Only checks that the tables are there and up to date, for those who run {@link JdbcEventStore#schemaSql} themselves.
         *
         * @return this
         */
        public Builder checkSchemaOnly() {
            create = false;
            return this;
        }

        /**
         * Opens the store.
         *
         * @return ready for appends
         * @throws ConfigurationException when the database, its settings or the stored schema cannot be used
         * @throws StoreUnavailableException when it does not answer
         */
        public JdbcEventStore build() {
            return new JdbcEventStore(this);
        }
    }
}
