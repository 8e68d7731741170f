package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends in a transaction of the application's own. */
@ParameterizedClass(name = "pooled: {0}")
@ValueSource(booleans = {false, true})
class SqliteJoinedTest {
    @Parameter
    boolean isPooled;

    private final Path file = SqliteFile.fresh();
    private final List<String> log = new ArrayList<>();
    private HikariDataSource pool;
    private DataSource source;
    private JdbcEventStore store;

    @BeforeEach
    void open() throws SQLException {
        pool = isPooled ? SqliteFile.pooled(file, 3) : null;
        source = isPooled ? pool : SqliteFile.plain(file);
        store = JdbcEventStore.builder(source).lockWait(Duration.ofMillis(50)).build();
        try (Connection connection = source.getConnection()) {
            run(connection, "create table legacy (text text)");
        }
    }

    @AfterEach
    void close() {
        store.close();
        if (pool != null) pool.close();
    }

    private static void run(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static long number(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(text)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    private long rows() throws SQLException {
        try (Connection connection = source.getConnection()) {
            return number(connection, "select count(*) from legacy");
        }
    }

    private Connection begin() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static Append append(ExpectedVersion expected, EventData... events) {
        return Append.of(Noted.A, expected, List.of(events), Participant.NONE);
    }

    private static EventData event(String text) {
        return Noted.in(Noted.A, text);
    }

    @Test
    void rows_events_and_the_rows_of_services_commit_together() throws SQLException {
        Participant service = (events, transaction) -> {
            try {
                run(transaction.as(Connection.class), "insert into legacy values ('service')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            transaction.afterCommit(() -> log.add("committed"));
            transaction.onRollback(() -> log.add("undone"));
            return List.of(new SnapshotVersion("legacy", Noted.A, events.get(0).version()));
        };
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            run(connection, "insert into legacy values ('application')");
            Receipt first = joined.append(append(ExpectedVersion.noStream(), event("1")));
            Receipt second = joined.append(Append.of(Noted.A, ExpectedVersion.exactly(1), event("2"), service));
            assertThat(first.position()).isEqualTo(1);
            assertThat(second.position()).isEqualTo(2);
            assertThat(Noted.texts(joined, Noted.A)).containsExactly("1", "2");
            assertThat(joined.head()).isEqualTo(2);
            assertThat(joined.find(first.events().get(0).id(), Noted.Type::new)).isPresent();
            assertThat(store.head()).isZero();
            joined.complete();
            assertThat(log).isEmpty();
            connection.commit();
            joined.committed();
        }
        assertThat(log).containsExactly("committed");
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2");
        assertThat(store.snapshotVersion("legacy", Noted.A)).isEqualTo(2);
        assertThat(rows()).isEqualTo(2);
        assertThat(store.storedTypes()).hasSize(1);
    }

    @Test
    void all_of_it_is_rolled_back_together() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.onRollback(() -> log.add("undone"));
            joined.afterCommit(() -> log.add("committed"));
            run(connection, "insert into legacy values ('application')");
            joined.append(append(ExpectedVersion.noStream(), event("1")));
            joined.complete();
            connection.rollback();
            joined.rolledBack();
        }
        assertThat(log).containsExactly("undone");
        assertThat(store.head()).isZero();
        assertThat(rows()).isZero();
        assertThat(store.storedTypes()).isEmpty();
        assertThat(store.append(append(ExpectedVersion.noStream(), event("1"))).position())
                .isEqualTo(1);
        assertThat(store.storedTypes()).hasSize(1);
    }

    @Test
    void an_append_that_is_refused_or_whose_service_fails_leaves_the_transaction_usable() throws SQLException {
        Participant failing = (events, transaction) -> {
            try {
                run(transaction.as(Connection.class), "insert into legacy values ('taken back')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            throw new IllegalArgumentException("no");
        };
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            run(connection, "insert into legacy values ('application')");
            assertThat(catchThrowableOfType(
                                    ConflictException.class,
                                    () -> joined.append(append(ExpectedVersion.exactly(3), event("no"))))
                            .actual())
                    .isZero();
            assertThatThrownBy(() -> joined.append(Append.of(Noted.A, ExpectedVersion.any(), event("no"), failing)))
                    .isInstanceOf(IllegalArgumentException.class);
            joined.append(append(ExpectedVersion.noStream(), event("1")));
            joined.complete();
            connection.commit();
            joined.committed();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void a_savepoint_that_is_rolled_back_voids_what_was_appended_behind_it() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.noStream(), event("1")));
            Savepoint savepoint = connection.setSavepoint();
            connection.rollback(savepoint);
            joined.append(append(ExpectedVersion.exactly(1), event("2")));
            connection.rollback(savepoint);
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.exactly(1), event("3"))))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("savepoint");
            assertThatThrownBy(joined::complete).isInstanceOf(UnsuitableTransactionException.class);
            connection.rollback();
            joined.rolledBack();
        }
        assertThat(store.head()).isZero();
    }

    @Test
    void the_connection_comes_back_as_it_was() throws SQLException {
        try (Connection connection = begin()) {
            run(connection, "pragma busy_timeout = 1234");
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.noStream(), event("1")));
            joined.complete();
            connection.commit();
            joined.committed();
            assertThat(number(connection, "pragma busy_timeout")).isEqualTo(1234);
            assertThat(number(connection, "pragma synchronous")).isEqualTo(2);
            assertThat(connection.getAutoCommit()).isFalse();
            connection.rollback();
            run(connection, "pragma busy_timeout = 3000");
            connection.setAutoCommit(true);
        }
    }

    @Test
    void a_transaction_that_has_read_and_was_overtaken_is_told_what_to_do() throws SQLException {
        try (Connection connection = begin()) {
            number(connection, "select count(*) from legacy");
            store.append(append(ExpectedVersion.noStream(), event("1")));

            JdbcTransaction joined = store.in(connection);
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), event("2"))))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("transaction_mode=IMMEDIATE");
            connection.rollback();
            JdbcTransaction again = store.in(connection);
            again.append(append(ExpectedVersion.exactly(1), event("2")));
            again.complete();
            connection.commit();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2");
    }

    @Test
    void a_transaction_that_waits_for_the_lock_gives_up_in_time_and_stays_usable() throws SQLException {
        try (Connection holder = source.getConnection();
                Connection connection = begin()) {
            run(holder, "begin immediate");
            JdbcTransaction joined = store.in(connection);
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), event("1"))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("write lock");
            run(holder, "rollback");
            joined.append(append(ExpectedVersion.any(), event("1")));
            joined.complete();
            connection.commit();
        }
        assertThat(store.head()).isEqualTo(1);
    }

    @Test
    void what_is_no_transaction_or_not_durable_is_refused() throws SQLException {
        try (Connection connection = source.getConnection()) {
            assertThatThrownBy(() -> store.in(connection))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("autocommit");
            run(connection, "pragma synchronous = normal");
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> store.in(connection))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("synchronous");
            connection.rollback();
            connection.setAutoCommit(true);
            run(connection, "pragma synchronous = full");
        }
        var readOnly = new org.sqlite.SQLiteDataSource();
        readOnly.setUrl("jdbc:sqlite:" + file);
        readOnly.setReadOnly(true);
        try (Connection connection = readOnly.getConnection()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> store.in(connection))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void an_append_after_complete_is_refused_and_a_missing_complete_is_told() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            joined.complete();
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), event("2"))))
                    .isInstanceOf(UnsuitableTransactionException.class);
            connection.commit();
            joined.committed();
            joined.committed();
            joined.rolledBack();
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), event("2"))))
                    .isInstanceOf(UnsuitableTransactionException.class);

            JdbcTransaction forgetful = store.in(connection);
            forgetful.append(append(ExpectedVersion.any(), event("2")));
            connection.commit();
            assertThatThrownBy(forgetful::committed)
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("complete()");
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2");
    }

    @Test
    void a_service_that_ends_the_application_s_transaction_is_refused() throws SQLException {
        Participant ending = (events, transaction) -> {
            try {
                transaction.as(Connection.class).commit();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            run(connection, "insert into legacy values ('application')");
            assertThatThrownBy(() -> joined.append(Append.of(Noted.A, ExpectedVersion.any(), event("1"), ending)))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("commit()");
            connection.rollback();
        }
        assertThat(store.head()).isZero();
        assertThat(rows()).isZero();
    }

    @Test
    void an_append_of_another_transaction_of_this_thread_is_not_waited_for_without_end() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            assertThatThrownBy(() -> store.append(append(ExpectedVersion.any(), event("2"))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("left open");
            connection.rollback();
            joined.rolledBack();
        }
        assertThat(store.head()).isZero();
    }

    @Test
    void an_append_from_inside_a_service_is_refused_at_once_in_a_joined_transaction_too() throws SQLException {
        try (Connection connection = begin();
                Connection second = begin()) {
            JdbcTransaction joined = store.in(connection);
            JdbcTransaction other = store.in(second);
            for (EventLog log : List.of(joined, other, store)) {
                Participant nested = (events, transaction) -> {
                    log.append(append(ExpectedVersion.any(), event("nested")));
                    return List.of();
                };
                assertThatThrownBy(() -> joined.append(Append.of(Noted.A, ExpectedVersion.any(), event("1"), nested)))
                        .isInstanceOf(UnsuitableTransactionException.class)
                        .hasMessageContaining("snapshot update service");
            }
            joined.append(append(ExpectedVersion.noStream(), event("1")));
            joined.complete();
            connection.commit();
            joined.committed();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1");
    }
}
