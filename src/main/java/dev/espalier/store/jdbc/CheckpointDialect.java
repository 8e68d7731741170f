package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.LentConnection;
import dev.espalier.jdbc.MariaDbCode;
import dev.espalier.jdbc.MariaDbFailures;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.PostgresFailures;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.SqlState;
import dev.espalier.jdbc.SqliteCode;
import dev.espalier.jdbc.SqliteFailures;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Hooks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What databases write differently about checkpoints. */
enum CheckpointDialect {
    /** The lock is that of the file, taken by {@code begin immediate}; a read behind it needs no other. */
    SQLITE(
            "text",
            ") without rowid",
            "insert or ignore into",
            "",
            "",
            "",
            "cast(unixepoch('now', 'subsec') * 1000000 as integer)") {
        @Override
        Failures failures(Statements sql, Duration lockWait) throws SQLException {
            return new SqliteFailures(SqliteSettings.file(sql));
        }

        @Override
        String forShare() {
            return "";
        }

        @Override
        Transactions transactions(Source source, Duration lockWait, Failures failures) {
            return new Transactions.Sqlite(source, new SqliteLock(lockWait, failures));
        }

        @Override
        boolean passes(SQLException e) {
            return switch (SqliteCode.of(e)) {
                case SqliteCode.BUSY, SqliteCode.LOCKED, SqliteCode.IOERR, SqliteCode.FULL -> true;
                default -> false;
            };
        }
    },
    POSTGRESQL(
            "text collate \"C\"",
            ")",
            "insert into",
            " on conflict do nothing",
            " for update",
            " skip locked",
            PostgresProtocol.NOW) {
        @Override
        Failures failures(Statements sql, Duration lockWait) {
            return new PostgresFailures(lockWait);
        }

        @Override
        String forShare() {
            return " for share";
        }

        @Override
        String waitAtMost(Duration lockWait) {
            return "set local lock_timeout = '" + Math.max(1, lockWait.toMillis()) + "ms'; ";
        }

        /** One that hangs in the middle of its rows would hold their locks for as long as it hangs. */
        @Override
        String limits(Duration lockWait, Duration silence) {
            return waitAtMost(lockWait) + "set local idle_in_transaction_session_timeout = '" + silence.toMillis()
                    + "ms'; ";
        }

        @Override
        Names located(Statements sql, Names names) throws SQLException {
            return PostgresSchema.locate(sql, names, "{checkpoints}");
        }
    },
    MARIADB(
            "varchar(255)",
            ")" + MariaDbSchema.ENGINE,
            "insert ignore into",
            "",
            " for update",
            " skip locked",
            "timestampdiff(microsecond, '1970-01-01', utc_timestamp(6))") {
        @Override
        Failures failures(Statements sql, Duration lockWait) {
            return new MariaDbFailures(lockWait);
        }

        @Override
        String forShare() {
            return " lock in share mode";
        }

        @Override
        Transactions transactions(Source source, Duration lockWait, Failures failures) {
            return new Transactions.MariaDb(source);
        }

        @Override
        String waitAtMost(Duration lockWait) {
            return MariaDbProtocol.within(lockWait);
        }

        @Override
        Names located(Statements sql, Names names) throws SQLException {
            return MariaDbSchema.locate(sql, names);
        }

        @Override
        void check(Statements sql, Names located) throws SQLException {
            MariaDbSchema.check(sql, located, SchemaVersions.tables(tables()));
        }

        /** A lock of the session, as creating and dropping tables ends the transaction and its locks. */
        @Override
        void enter(Statements sql, String view, Duration lockWait) throws SQLException {
            if (sql.number("select get_lock(" + VIEW + ", ?)", view, Math.max(1, lockWait.toSeconds())) != 1)
                throw new StoreUnavailableException(
                        "view " + view + " is being changed by somebody else, for more than " + lockWait, null);
        }

        @Override
        void leave(Statements sql, String view) {
            try {
                sql.number("select release_lock(" + VIEW + ")", view);
            } catch (SQLException lost) {
                // with the connection, the server ends its session's lock as well
            }
        }

        /** A deadlock rolls the whole transaction back, and some statements commit it; whoever goes on is in another. */
        @Override
        <T> T within(Statements sql, Supplier<T> rows) throws SQLException {
            sql.run("savepoint espalier_rows");
            T written = rows.get();
            try {
                sql.run("release savepoint espalier_rows");
            } catch (SQLException e) {
                throw new UnsuitableTransactionException(
                        "the transaction in which rows were written is over: by a COMMIT or ROLLBACK, by a statement that"
                                + " commits by itself, or by a deadlock whose exception was not passed on",
                        e);
            }
            return written;
        }

        @Override
        boolean passes(SQLException e) {
            return MariaDbCode.passes(e);
        }
    };

    private static final String VIEW = "md5(concat('{views}', ?))";
    private final List<String> tables;
    private final String insert;
    private final String insertView;
    private final String insertMode;
    private final String forUpdate;
    private final String skipLocked;
    private final String now;
    private final String find;

    /** Texts compare by their bytes. */
    CheckpointDialect(String text, String end, String insert, String otherwise, String lock, String skip, String now) {
        this.tables = List.of(
                """
                create table if not exists {checkpoints} (
                    subscription %s not null primary key,
                    position bigint not null,
                    event_id varchar(36) not null,
                    store varchar(64) not null,
                    epoch bigint not null,
                    owner varchar(64) not null,
                    token bigint not null,
                    lease_time bigint not null,
                    lease_until bigint not null
                %s""".formatted(text, end), """
                create table if not exists {set_aside} (
                    subscription %1$s not null,
                    event_id varchar(36) not null,
                    position bigint not null,
                    category %1$s not null,
                    stream %1$s not null,
                    version bigint not null,
                    type %1$s not null,
                    reason varchar(1000) not null,
                    since bigint not null,
                    primary key (subscription, event_id)
                %2$s""".formatted(text, end), """
                create table if not exists {views} (
                    view_name %s not null primary key,
                    live int not null,
                    former int not null
                %s""".formatted(text, end), """
                create table if not exists {service_modes} (
                    service %s not null primary key,
                    inline int not null
                %s""".formatted(text, end));
        this.insert = insert + " {checkpoints} (position, event_id, store, epoch, subscription,"
                + " owner, token, lease_time, lease_until) values (?, ?, ?, ?, ?, '', 0, 0, 0)" + otherwise;
        this.insertView = insert + " {views} (view_name, live, former) values (?, 0, 0)" + otherwise;
        this.insertMode = insert + " {service_modes} (service, inline) values (?, ?)" + otherwise;
        this.forUpdate = lock;
        this.skipLocked = skip;
        this.now = now;
        this.find = CheckpointRow.query(now);
    }

    static CheckpointDialect of(String product) {
        return switch (product) {
            case "SQLite" -> SQLITE;
            case "PostgreSQL" -> POSTGRESQL;
            case "MariaDB" -> MARIADB;
            default ->
                throw new ConfigurationException(List.of(
                        "checkpoints on JDBC: '" + product + "' is not supported; SQLite, PostgreSQL and MariaDB are"));
        };
    }

    /** What its errors mean. */
    abstract Failures failures(Statements sql, Duration lockWait) throws SQLException;

    /** How its transactions are begun and ended. */
    Transactions transactions(Source source, Duration lockWait, Failures failures) {
        return new Transactions.Plain(source);
    }

    List<String> tables() {
        return tables;
    }

    String sql(Names names) {
        return names.in(String.join(";\n\n", tables)) + ";\n";
    }

    String insert() {
        return insert;
    }

    String find() {
        return find;
    }

    String find(int names) {
        return CheckpointRow.query(now, names);
    }

    /** The same, and nobody else moves it until the transaction ends. */
    String lock() {
        return find + forUpdate;
    }

    /** The same of several, as far as nobody has them locked. */
    String lockFree(int names) {
        return find(names) + forUpdate + skipLocked;
    }

    /** Behind a query of ours, with the same effect. */
    String forUpdate() {
        return forUpdate;
    }

    String insertView() {
        return insertView;
    }

    String insertMode() {
        return insertMode;
    }

    /** Behind a query of ours: nobody changes what it returns until the transaction ends. */
    abstract String forShare();

    String update() {
        return "update {checkpoints} set position = ?, event_id = ?, store = ?, epoch = ? where subscription = ?";
    }

    /** The same, and the lease lasts longer. */
    String move() {
        return "update {checkpoints} set position = ?, event_id = ?, store = ?, epoch = ?, lease_until = " + now
                + " + ? where subscription = ?";
    }

    /** To this owner, with a token raised by so much, for so long. */
    String hold(int names) {
        return "update {checkpoints} set owner = ?, token = token + ?, lease_time = ?, lease_until = " + now
                + " + ? where subscription in (" + CheckpointRow.places(names) + ")";
    }

    /** Nobody else changes this view until it is left; the lock on its row does that where nothing ends the transaction. */
    void enter(Statements sql, String view, Duration lockWait) throws SQLException {}

    /** Lets others change it. */
    void leave(Statements sql, String view) {}

    /** Said right before the lock is taken, in one trip with it. */
    String waitAtMost(Duration lockWait) {
        return "";
    }

    /** The same, where the transaction ends by itself when nothing is heard of it for so long. */
    String limits(Duration lockWait, Duration silence) {
        return waitAtMost(lockWait);
    }

    /** Lends the connection to those who write rows. */
    <T> T write(Statements sql, Function<Transaction, T> rows, Hooks hooks) throws SQLException {
        return lend(sql, transaction -> within(sql, () -> rows.apply(transaction)), hooks);
    }

    /** Lends it, whatever becomes of the transaction. */
    <T> T lend(Statements sql, Loan<T> loan, Hooks hooks) throws SQLException {
        try (var lent = new LentConnection(sql.connection())) {
            T result = loan.use(new LentTransaction(lent.connection(), hooks));
            lent.refuseWhenAbused();
            return result;
        } catch (RuntimeException failure) {
            for (Throwable each = failure; each != null; each = each.getCause())
                if (each instanceof SQLException cause && passes(cause))
                    throw new StoreUnavailableException("rows could not be written at the moment: " + failure, failure);
            throw failure;
        }
    }

    /** What is done with a lent connection. */
    @FunctionalInterface
    interface Loan<T> {
        T use(Transaction transaction) throws SQLException;
    }

    /** Writes rows, and notices when that has ended the transaction. */
    <T> T within(Statements sql, Supplier<T> rows) throws SQLException {
        return rows.get();
    }

    /** Names with their schema, so that a search path which rows change does not matter. */
    Names located(Statements sql, Names names) throws SQLException {
        return names;
    }

    /** Refuses tables of which somebody has made something else. */
    void check(Statements sql, Names located) throws SQLException {}

    /** Whether the same may go well in a moment: after a lock, a deadlock, a lost connection, a full disk. */
    boolean passes(SQLException e) {
        return SqlState.passes(e);
    }
}
