package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** What a snapshot update service may do with the connection that it is lent, and what becomes of it when it does more. */
@ParameterizedClass(name = "pooled: {0}")
@ValueSource(booleans = {false, true})
class SqliteServiceTest {
    /** Work on a connection. */
    private interface Rows {
        void write(Connection connection) throws SQLException;
    }

    @Parameter
    boolean isPooled;

    private final Path file = SqliteFile.fresh();
    private final List<String> undone = new ArrayList<>();
    private HikariDataSource pool;
    private JdbcEventStore store;

    @BeforeEach
    void open() throws SQLException {
        pool = isPooled ? SqliteFile.pooled(file, 2) : null;
        store = new JdbcEventStore(isPooled ? pool : SqliteFile.plain(file));
        sql("create table legacy (text text check (length(text) < 9))");
        sql("create table parent (id integer primary key)");
        sql("create table child (id integer references parent deferrable initially deferred)");
    }

    @AfterEach
    void close() {
        store.close();
        if (pool != null) pool.close();
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = SqliteFile.plain(file).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private List<String> rows() throws SQLException {
        try (Connection connection = SqliteFile.plain(file).getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select text from legacy")) {
            var rows = new ArrayList<String>();
            while (found.next()) rows.add(found.getString(1));
            return rows;
        }
    }

    private static void run(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private void append(Rows rows) {
        Participant participant = (events, transaction) -> {
            try {
                rows.write(transaction.as(Connection.class));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of(new SnapshotVersion("legacy", Noted.A, events.get(0).version()));
        };
        store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "event"), participant));
    }

    /** Nothing is stored, no lock is left, no connection is spoilt. */
    private void assertNothingLeft() throws SQLException {
        assertThat(rows()).isEmpty();
        assertThat(store.head()).isZero();
        assertThat(store.storedTypes()).isEmpty();
        assertThat(store.snapshotVersion("legacy", Noted.A)).isZero();
        sql("begin immediate");
        for (int i = 1; i <= 5; i++) append(connection -> run(connection, "insert into legacy values ('good')"));
        assertThat(store.head()).isEqualTo(5);
        assertThat(rows()).hasSize(5);
    }

    @Test
    void rows_and_events_are_stored_together() throws SQLException {
        append(connection -> run(connection, "insert into legacy values ('one')"));
        assertThat(rows()).containsExactly("one");
        assertThat(store.head()).isEqualTo(1);
        assertThat(store.snapshotVersion("legacy", Noted.A)).isEqualTo(1);
    }

    @Test
    void a_service_that_throws_leaves_nothing() throws SQLException {
        assertThatThrownBy(() -> append(connection -> {
                    run(connection, "insert into legacy values ('one')");
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertNothingLeft();
    }

    @Test
    void a_row_that_violates_a_check_leaves_nothing() throws SQLException {
        assertThatThrownBy(() -> append(connection -> {
                    run(connection, "insert into legacy values ('one')");
                    run(connection, "insert into legacy values ('much too long')");
                }))
                .hasRootCauseInstanceOf(SQLException.class);
        assertNothingLeft();
    }

    @Test
    void a_violated_check_that_the_service_handles_is_no_failure() throws SQLException {
        append(connection -> {
            try {
                run(connection, "insert into legacy values ('much too long')");
            } catch (SQLException e) {
                run(connection, "insert into legacy values ('short')");
            }
        });
        assertThat(rows()).containsExactly("short");
        assertThat(store.head()).isEqualTo(1);
    }

    @Test
    void a_service_that_ends_the_transaction_through_its_connection_leaves_nothing() throws SQLException {
        List<Rows> ways = List.of(
                Connection::commit,
                Connection::rollback,
                Connection::close,
                connection -> connection.setAutoCommit(false),
                connection -> connection.setAutoCommit(true),
                connection -> connection.abort(Runnable::run),
                connection -> connection.setReadOnly(true),
                connection -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
        for (Rows way : ways)
            assertThatThrownBy(() -> append(connection -> {
                        run(connection, "insert into legacy values ('one')");
                        way.write(connection);
                    }))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("snapshot update service");
        assertNothingLeft();
    }

    @Test
    void a_refusal_that_the_service_swallows_still_counts() throws SQLException {
        assertThatThrownBy(() -> append(connection -> {
                    run(connection, "insert into legacy values ('one')");
                    try {
                        connection.commit();
                    } catch (UnsuitableTransactionException swallowed) {
                        run(connection, "insert into legacy values ('two')");
                    }
                }))
                .isInstanceOf(UnsuitableTransactionException.class);
        assertNothingLeft();
    }

    @Test
    void a_commit_behind_our_back_is_refused_by_the_driver() throws SQLException {
        assertThatThrownBy(() -> append(connection -> {
                    run(connection, "insert into legacy values ('one')");
                    try (Statement statement = connection.createStatement()) {
                        statement.getConnection().commit();
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseInstanceOf(SQLException.class);
        assertNothingLeft();
    }

    @Test
    void autocommit_that_is_changed_behind_our_back_is_put_back() throws SQLException {
        for (int i = 1; i <= 5; i++)
            append(connection -> {
                run(connection, "insert into legacy values ('one')");
                try (Statement statement = connection.createStatement()) {
                    statement.getConnection().setAutoCommit(false);
                } catch (SQLException alreadyInTransaction) {
                    run(connection, "insert into legacy values ('two')");
                }
            });
        assertThat(rows()).hasSize(10);
        assertThat(store.head()).isEqualTo(5);
    }

    @Test
    void a_service_that_ends_the_transaction_by_sql_is_noticed_and_no_event_is_stored() throws SQLException {
        for (String text : List.of("commit", "rollback", "end transaction"))
            assertThatThrownBy(() -> append(connection -> {
                        run(connection, text);
                        run(connection, "delete from legacy");
                    }))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("SQL of its own");
        assertNothingLeft();
    }

    @Test
    void a_deferred_constraint_that_is_violated_at_the_commit_leaves_nothing() throws SQLException {
        var config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        var strict = new SQLiteDataSource(config);
        strict.setUrl("jdbc:sqlite:" + file);
        Participant orphan = (events, transaction) -> {
            transaction.onRollback(() -> undone.add("undone"));
            try {
                run(transaction.as(Connection.class), "insert into legacy values ('one')");
                run(transaction.as(Connection.class), "insert into child values (7)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        try (var checked = new JdbcEventStore(strict)) {
            assertThatThrownBy(() -> checked.append(
                            Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "event"), orphan)))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("deferred constraint");
        }
        assertThat(undone).containsExactly("undone");
        assertNothingLeft();
    }

    @Test
    void the_connection_looks_like_one_in_a_transaction_and_takes_savepoints() throws SQLException {
        for (int i = 1; i <= 5; i++)
            append(connection -> {
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.isClosed()).isFalse();
                assertThat(connection).isEqualTo(connection).hasSameHashCodeAs(connection);
                run(connection, "insert into legacy values ('one')");
                Savepoint savepoint = connection.setSavepoint();
                run(connection, "insert into legacy values ('two')");
                connection.rollback(savepoint);
            });
        assertThat(rows()).hasSize(5).containsOnly("one");
        assertThat(store.head()).isEqualTo(5);
    }

    @Test
    void the_connection_is_dead_after_the_call_and_in_other_threads() throws Exception {
        var kept = new AtomicReference<Connection>();
        append(connection -> {
            kept.set(connection);
            var seen = new AtomicReference<Throwable>();
            var other = new Thread(() -> {
                try {
                    connection.createStatement();
                } catch (Exception e) {
                    seen.set(e);
                }
            });
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(seen.get()).isInstanceOf(UnsuitableTransactionException.class);
        });
        assertThat(kept.get().isClosed()).isTrue();
        assertThatThrownBy(() -> kept.get().createStatement()).isInstanceOf(UnsuitableTransactionException.class);
    }

    @Test
    void a_service_reads_what_is_stored_and_what_it_wrote_but_gets_no_other_handle() throws SQLException {
        append(connection -> {
            run(connection, "insert into legacy values ('one')");
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*) from legacy")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
        });
        Participant curious = (List<EventEnvelope> events, Transaction transaction) -> {
            transaction.as(String.class);
            return List.of();
        };
        assertThatThrownBy(() ->
                        store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "event"), curious)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("java.sql.Connection");
    }
}
