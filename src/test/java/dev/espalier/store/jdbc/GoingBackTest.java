package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.HistoryLostException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import dev.espalier.tck.Race;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that is restored to an earlier point under a store that goes on. */
class GoingBackTest {
    private static final StreamId OTHER = new StreamId("other", "a");

    private interface Restore {
        void now() throws SQLException;
    }

    private static void append(JdbcEventStore store, StreamId stream, String text) {
        store.append(Append.of(stream, ExpectedVersion.any(), Noted.in(stream, text), Participant.NONE));
    }

    private static void unit(JdbcEventStore store, String text) {
        try (UnitOfWork work = store.begin()) {
            Noted.of(work, Noted.A);
            work.append(Append.of(
                    Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text), (events, transaction) -> List.of()));
            work.commit();
        }
    }

    @Test
    void on_sqlite_nothing_of_the_lost_history_is_believed() throws SQLException {
        Path file = SqliteFile.fresh();
        DataSource source = SqliteFile.plain(file);
        String copy = file.resolveSibling("copy.db").toString();
        try (var store = new JdbcEventStore(source)) {
            append(store, Noted.A, "kept");
            PostgresServer.run(source, "backup to " + copy);
            assertNothingIsBelieved(store, source, () -> PostgresServer.run(source, "restore from " + copy));
        }
    }

    @Test
    void on_postgres_nothing_of_the_lost_history_is_believed() throws SQLException {
        String name = PostgresServer.freshPrefix();
        PGSimpleDataSource admin = PostgresServer.of(17).plain();
        PostgresServer.run(admin, "create database " + name + "live");
        PGSimpleDataSource source = PostgresServer.of(17).plain();
        source.setDatabaseName(name + "live");
        try (var store = new JdbcEventStore(source)) {
            append(store, Noted.A, "kept");
            PostgresServer.run(admin, "create database " + name + "saved template " + name + "live");
            assertNothingIsBelieved(
                    store,
                    source,
                    () -> PostgresServer.run(
                            admin,
                            "drop database " + name + "live with (force)",
                            "create database " + name + "live template " + name + "saved"));
        }
    }

    /** Appends come first each time: they must notice by themselves. */
    private static void assertNothingIsBelieved(JdbcEventStore store, DataSource source, Restore restore)
            throws SQLException {
        append(store, Noted.A, "lost");
        append(store, OTHER, "lost, with its type");
        append(store, Noted.A, "lost");
        restore.now();

        assertThatThrownBy(() -> append(store, Noted.A, "no"))
                .isInstanceOfSatisfying(HistoryLostException.class, lost -> {
                    assertThat(lost.told()).isEqualTo(4);
                    assertThat(lost.head()).isEqualTo(1);
                });
        assertThatThrownBy(() -> unit(store, "no")).isInstanceOf(HistoryLostException.class);
        assertThatThrownBy(store::head).isInstanceOf(HistoryLostException.class);
        assertThatThrownBy(() -> Noted.all(store)).isInstanceOf(HistoryLostException.class);
        assertThat(Noted.texts(store, Noted.A)).containsExactly("kept");

        try (var fresh = new JdbcEventStore(source)) {
            for (int i = 0; i < 5; i++) append(fresh, Noted.B, "since");
        }
        assertThatThrownBy(() -> append(store, Noted.A, "no")).isInstanceOf(HistoryLostException.class);
        assertThatThrownBy(store::head).isInstanceOf(HistoryLostException.class);

        store.beginEpoch();

        append(store, OTHER, "its type is stored again");
        unit(store, "goes on");
        assertThat(store.storedTypes()).extracting(type -> type.category()).containsOnly("note", "other");
        assertThat(Noted.all(store))
                .extracting(EventEnvelope::position)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(Noted.texts(store, Noted.A)).containsExactly("kept", "goes on");
    }

    @Test
    void the_word_of_another_instance_is_enough() throws Exception {
        Path file = SqliteFile.fresh();
        DataSource source = SqliteFile.plain(file);
        String copy = file.resolveSibling("copy.db").toString();
        try (var store = new JdbcEventStore(source)) {
            append(store, Noted.A, "kept");
            PostgresServer.run(source, "backup to " + copy);
            append(store, Noted.A, "lost");
            PostgresServer.run(source, "restore from " + copy);
            try (var fresh = new JdbcEventStore(source)) {
                assertThat(fresh.beginEpoch().epoch()).isEqualTo(2);
            }
            var outcomes = Race.run(8, racer -> {
                if (racer % 2 == 0) append(store, Noted.A, "goes on");
                return store.head();
            });
            assertThat(outcomes.lost()).isEmpty();
            assertThat(Noted.texts(store, Noted.A)).hasSize(5).doesNotContain("lost");
        }
    }

    @Test
    void a_rolled_back_transaction_of_the_application_is_no_lost_history() throws SQLException {
        DataSource source = SqliteFile.plain(SqliteFile.fresh());
        try (var store = new JdbcEventStore(source);
                var connection = source.getConnection()) {
            append(store, Noted.A, "kept");
            connection.setAutoCommit(false);
            var joined = store.in(connection);
            joined.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "no"), Participant.NONE));
            assertThat(joined.head()).isEqualTo(2);
            connection.rollback();
            joined.rolledBack();
            assertThat(store.head()).isEqualTo(1);
            append(store, Noted.A, "goes on");
            assertThat(Noted.texts(store, Noted.A)).containsExactly("kept", "goes on");
        }
    }
}
