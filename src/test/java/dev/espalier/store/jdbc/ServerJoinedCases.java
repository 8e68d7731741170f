package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/**
 * Appends in a transaction of the application's own, on databases with a server: accepted at once, written by {@code
 * complete()}.
 */
abstract class ServerJoinedCases {
    private static final Tag RED = Tag.of("colour", "red");
    private static final StoredQuery REDS =
            new StoredQuery(List.of(new StoredQuery.Item(Set.of(), Set.of(RED), Set.of(), Set.of())));

    @Parameter
    boolean isPooled;

    final String prefix = Sql.freshPrefix();
    final String legacy = prefix + "legacy";
    private final List<String> log = new ArrayList<>();
    private HikariDataSource pool;
    DataSource source;
    JdbcEventStore store;

    /** Connections of the driver's own. */
    abstract DataSource plain();

    /** Before a transaction begins: what the database needs. */
    abstract void prepare(Connection connection) throws SQLException;

    /** All that could be changed about a connection. */
    abstract Map<String, String> settings(Connection connection) throws SQLException;

    /** Changes some of them, as an application may; they are to stay. */
    abstract void changeSettings(Connection connection) throws SQLException;

    @BeforeEach
    void open() throws SQLException {
        pool = isPooled ? Sql.pooled(plain(), 3, config -> {}) : null;
        source = isPooled ? pool : plain();
        store = JdbcEventStore.builder(source)
                .prefix(prefix)
                .lockWait(Duration.ofMillis(100))
                .build();
        Sql.run(source, "create table " + legacy + " (text text)");
    }

    @AfterEach
    void close() {
        store.close();
        if (pool != null) pool.close();
    }

    private long rows() throws SQLException {
        return Sql.number(source, "select count(*) from " + legacy);
    }

    Connection begin() throws SQLException {
        Connection connection = source.getConnection();
        prepare(connection);
        connection.setAutoCommit(false);
        return connection;
    }

    static Append append(ExpectedVersion expected, EventData... events) {
        return Append.of(Noted.A, expected, List.of(events), Participant.NONE);
    }

    static EventData event(String text, Tag... tags) {
        return Noted.in(Noted.A, text, tags);
    }

    private Participant service(String text) {
        return (events, transaction) -> {
            try {
                Sql.run(transaction.as(Connection.class), "insert into " + legacy + " values ('" + text + "')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            transaction.afterCommit(() -> log.add("committed"));
            transaction.onRollback(() -> log.add("undone"));
            return List.of(new SnapshotVersion("legacy", Noted.A, events.get(0).version()));
        };
    }

    @Test
    void rows_events_and_the_rows_of_services_commit_together() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            Sql.run(connection, "insert into " + legacy + " values ('application')");
            Receipt first = joined.append(append(ExpectedVersion.noStream(), event("1")));
            Receipt second = joined.append(
                    Append.of(Noted.A, ExpectedVersion.exactly(1), List.of(event("2"), event("3")), service("x")));
            assertThat(List.of(first.position(), second.position())).containsExactly(0L, 0L);
            assertThat(List.of(first.version(), second.version())).containsExactly(1L, 3L);
            assertThat(store.head()).isZero();
            joined.complete();
            joined.complete();
            assertThat(List.of(first.position(), second.position())).containsExactly(1L, 3L);
            assertThat(store.head()).isZero();
            assertThat(log).isEmpty();
            connection.commit();
            joined.committed();
        }
        assertThat(log).containsExactly("committed");
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2", "3");
        assertThat(store.snapshotVersion("legacy", Noted.A)).isEqualTo(2);
        assertThat(rows()).isEqualTo(2);
        assertThat(store.storedTypes()).hasSize(1);
    }

    @Test
    void reads_show_what_the_transaction_has_appended_behind_everything_else() throws SQLException {
        store.append(append(ExpectedVersion.noStream(), event("1", RED)));
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            Receipt second = joined.append(append(ExpectedVersion.exactly(1), event("2", RED), event("3")));
            assertThat(Noted.texts(joined, Noted.A)).containsExactly("1", "2", "3");
            assertThat(texts(joined, Noted.ALL, ReadRange.all())).containsExactly("1", "2", "3");
            assertThat(texts(joined, Noted.ALL, ReadRange.all().reversed())).containsExactly("3", "2", "1");
            assertThat(texts(joined, REDS, ReadRange.all())).containsExactly("1", "2");
            assertThat(texts(joined, REDS, ReadRange.from(1))).containsExactly("2");
            assertThat(texts(joined, Noted.ALL, ReadRange.all().first(2))).containsExactly("1", "2");
            assertThat(texts(joined, Noted.ALL, ReadRange.all().until(1))).containsExactly("1");
            assertThat(joined.find(second.events().get(0).id(), Noted.Type::new))
                    .isPresent();
            try (var stream = joined.read(Noted.A, ReadRange.all().reversed().first(2), Noted.Type::new)) {
                assertThat(stream).extracting(EventEnvelope::version).containsExactly(3L, 2L);
                assertThat(stream.head()).isEqualTo(3);
            }
            joined.complete();
            assertThat(texts(joined, Noted.ALL, ReadRange.all())).containsExactly("1", "2", "3");
            connection.rollback();
            joined.rolledBack();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1");
    }

    private static List<String> texts(JdbcTransaction joined, StoredQuery query, ReadRange range) {
        try (var stream = joined.read(query, range, Noted.Type::new)) {
            var texts = new ArrayList<String>();
            stream.forEach(each -> texts.add(((Noted) each.event()).text()));
            return texts;
        }
    }

    @Test
    void all_of_it_is_rolled_back_together() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(Append.of(Noted.A, ExpectedVersion.noStream(), event("1"), service("x")));
            joined.complete();
            connection.rollback();
            joined.rolledBack();
        }
        assertThat(log).containsExactly("undone");
        assertThat(store.head()).isZero();
        assertThat(rows()).isZero();
    }

    @Test
    void a_refused_append_is_taken_back_and_leaves_the_transaction_usable() throws SQLException {
        EventData known = event("1");
        store.append(append(ExpectedVersion.noStream(), known));
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.noStream(), event("no"))))
                    .isInstanceOf(ConflictException.class);
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), known, event("no"))))
                    .isInstanceOf(DuplicateEventException.class);
            assertThat(joined.append(append(ExpectedVersion.noStream(), known)).replayed())
                    .isTrue();
            assertThatThrownBy(() -> joined.append(Append.of(Noted.A, ExpectedVersion.any(), event("no"), (e, t) -> {
                        service("no").accepted(e, t);
                        throw new IllegalStateException("no");
                    })))
                    .hasMessage("no");
            assertThat(Noted.texts(joined, Noted.A)).containsExactly("1");
            EventData second = event("2");
            Receipt receipt = joined.append(append(ExpectedVersion.exactly(1), second));
            assertThat(joined.append(append(ExpectedVersion.exactly(1), second)))
                    .isSameAs(receipt);
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), second, event("no"))))
                    .isInstanceOf(DuplicateEventException.class);
            joined.complete();
            connection.commit();
            joined.committed();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2");
        assertThat(rows()).isZero();
    }

    @Test
    void a_boundary_is_tested_at_the_append_against_what_is_pending_too_and_again_at_the_end() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            Marker.Check none = new Marker.QueryCheck(REDS, 0);
            joined.append(Append.of(List.of(none), List.of(event("1", RED)), Participant.NONE));
            var other = Noted.in(Noted.B, "2", RED);
            assertThatThrownBy(() -> joined.append(Append.of(List.of(none), List.of(other), Participant.NONE)))
                    .isInstanceOf(ConflictException.class);
            Marker marker;
            try (var reds = joined.read(REDS, ReadRange.all(), Noted.Type::new)) {
                assertThat(reds).hasSize(1);
                marker = Marker.from(reds.marker());
            }
            joined.append(Append.of(marker.checks(), List.of(other), Participant.NONE));

            store.append(Append.of(
                    new StreamId("note", "c"),
                    ExpectedVersion.any(),
                    Noted.in(new StreamId("note", "c"), "first", RED),
                    Participant.NONE));
            var conflict = catchThrowableOfType(ConflictException.class, joined::complete);
            assertThat(conflict.stream()).isEqualTo(new StreamId("note", "c"));
            assertThat(conflict.actual()).isEqualTo(1);
            rollBackOnly(connection, joined);
        }
        assertThat(store.head()).isEqualTo(1);
    }

    /** The driver's commit of an aborted transaction may return as if all were well. */
    private void rollBackOnly(Connection connection, JdbcTransaction joined) throws SQLException {
        assertThatThrownBy(joined::complete).isInstanceOf(UnsuitableTransactionException.class);
        try {
            connection.commit();
        } catch (SQLException rolledBack) {
            log.add("the driver said so");
        }
        assertThatThrownBy(joined::committed)
                .isInstanceOf(UnsuitableTransactionException.class)
                .hasMessageContaining("nothing was stored");
    }

    @Test
    void a_race_lost_at_the_end_takes_the_rows_of_services_with_it() throws SQLException {
        EventData event = event("1");
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(Append.of(Noted.A, ExpectedVersion.any(), event, service("x")));
            store.append(Append.of(
                    Noted.B, ExpectedVersion.any(), Noted.of(event.id(), Noted.B, "first"), Participant.NONE));
            assertThatThrownBy(joined::complete).isInstanceOf(DuplicateEventException.class);
            rollBackOnly(connection, joined);
        }
        assertThat(log).contains("undone").doesNotContain("committed");
        assertThat(rows()).isZero();
        assertThat(Noted.of(store, Noted.A)).isEmpty();
    }

    @Test
    void a_commit_without_complete_stores_no_event_and_says_so() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            connection.commit();
            assertThatThrownBy(joined::committed)
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("complete()");
        }
        assertThat(store.head()).isZero();
    }

    @Test
    void a_savepoint_that_is_rolled_back_voids_what_was_appended_behind_it() throws SQLException {
        try (Connection connection = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            Savepoint savepoint = connection.setSavepoint();
            joined.append(append(ExpectedVersion.any(), event("2")));
            connection.rollback(savepoint);
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.any(), event("3"))))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("savepoint");
            assertThatThrownBy(joined::complete).isInstanceOf(UnsuitableTransactionException.class);
            connection.rollback();
            joined.rolledBack();
        }
        assertThat(store.head()).isZero();
    }

    @Test
    void what_cannot_keep_the_promise_is_refused_and_stays_usable() throws SQLException {
        for (int level : List.of(Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE))
            assertRefused("isolation level", connection -> connection.setTransactionIsolation(level));
        assertRefused("read-only", connection -> connection.setReadOnly(true));
        try (Connection connection = source.getConnection()) {
            assertThatThrownBy(() -> store.in(connection))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("autocommit");
        }
        assertThat(store.head()).isZero();
    }

    interface Setting {
        void on(Connection connection) throws SQLException;
    }

    void assertRefused(String reason, Setting setting) throws SQLException {
        try (Connection connection = source.getConnection()) {
            int before = connection.getTransactionIsolation();
            prepare(connection);
            connection.setAutoCommit(false);
            setting.on(connection);
            assertThatThrownBy(() -> store.in(connection))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining(reason);
            Sql.run(connection, "select 1");
            connection.rollback();
            connection.setReadOnly(false);
            connection.setTransactionIsolation(before);
        }
    }

    @Test
    void no_setting_of_the_connection_is_changed_within_the_transaction_or_after_it() throws SQLException {
        try (Connection connection = begin()) {
            changeSettings(connection);
            var before = settings(connection);
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            assertThat(Noted.texts(joined, Noted.A)).containsExactly("1");
            assertThatThrownBy(() -> joined.append(append(ExpectedVersion.noStream(), event("no"))))
                    .isInstanceOf(ConflictException.class);
            assertThat(settings(connection)).isEqualTo(before);
            joined.complete();
            assertThat(settings(connection)).isEqualTo(before);
            connection.commit();
            joined.committed();
            assertThat(settings(connection)).isEqualTo(before);
            assertThat(connection.getAutoCommit()).isFalse();
        }
    }

    @Test
    void streams_are_locked_at_the_append_for_a_bounded_time_and_the_sequencer_at_the_end() throws SQLException {
        Append other = Append.of(Noted.B, ExpectedVersion.any(), Noted.in(Noted.B, "other"), Participant.NONE);
        try (Connection connection = begin();
                Connection second = begin()) {
            JdbcTransaction joined = store.in(connection);
            joined.append(append(ExpectedVersion.any(), event("1")));
            store.append(other);
            assertThatThrownBy(() -> store.append(append(ExpectedVersion.any(), event("no"))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("PT0.1S");
            JdbcTransaction waiting = store.in(second);
            assertThatThrownBy(() -> waiting.append(append(ExpectedVersion.any(), event("no"))))
                    .isInstanceOf(StoreUnavailableException.class);
            Sql.run(second, "select 1");
            second.rollback();
            waiting.rolledBack();
            joined.complete();
            assertThatThrownBy(() -> store.append(other(other))).isInstanceOf(StoreUnavailableException.class);
            connection.commit();
            joined.committed();
        }
        store.append(other(other));
        assertThat(store.head()).isEqualTo(3);
    }

    private static Append other(Append like) {
        return Append.of(like.stream(), ExpectedVersion.any(), Noted.in(like.stream(), "again"), Participant.NONE);
    }

    @Test
    void two_stores_share_a_transaction() throws SQLException {
        try (var tenant =
                        JdbcEventStore.builder(source).prefix(Sql.freshPrefix()).build();
                Connection connection = begin()) {
            JdbcTransaction one = store.in(connection);
            JdbcTransaction two = tenant.in(connection);
            one.append(append(ExpectedVersion.any(), event("1")));
            two.append(append(ExpectedVersion.any(), event("2")));
            one.complete();
            two.complete();
            connection.commit();
            one.committed();
            two.committed();
            assertThat(Noted.texts(store, Noted.A)).containsExactly("1");
            assertThat(Noted.texts(tenant, Noted.A)).containsExactly("2");
        }
    }
}
