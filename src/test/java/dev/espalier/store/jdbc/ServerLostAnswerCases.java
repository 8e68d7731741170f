package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.UnitOfWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection is lost at each step of an append, before or after the database has done it. */
abstract class ServerLostAnswerCases {
    enum Loss {
        NONE,
        BEFORE,
        AFTER,
        AFTER_AND_FOR_GOOD
    }

    final DataSource source = plain();
    final String prefix = Sql.freshPrefix();
    final List<String> log = new ArrayList<>();
    JdbcEventStore store;
    volatile Loss loss = Loss.NONE;
    private volatile boolean gone;

    /** Connections of the driver's own. */
    abstract DataSource plain();

    /** The same connection, whose commit goes through {@link #lose}. */
    abstract Connection unreliable(Connection connection);

    /** What commits. */
    interface Committing {
        boolean run() throws SQLException;
    }

    @BeforeEach
    void open() throws SQLException {
        store = JdbcEventStore.builder(unreliable())
                .prefix(prefix)
                .lockWait(Duration.ofSeconds(2))
                .build();
        Sql.run(source, "create table " + prefix + "legacy (text text)");
    }

    @AfterEach
    void close() {
        store.close();
    }

    DataSource unreliable() {
        return proxy(DataSource.class, source, (method, result) -> {
            if (gone && method.equals("getConnection")) throw new SQLException("refused", "08001");
            return result instanceof Connection connection ? unreliable(connection) : result;
        });
    }

    /** The server can be reached again. */
    void back() {
        gone = false;
    }

    /** Commits, or not, and loses the answer. */
    boolean lose(Committing commit) throws SQLException {
        Loss now = loss;
        if (now == Loss.NONE) return commit.run();
        loss = Loss.NONE;
        gone = now == Loss.AFTER_AND_FOR_GOOD;
        if (now != Loss.BEFORE) commit.run();
        throw new SQLException("lost", "08006");
    }

    private interface Seen {
        Object of(String method, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, Seen seen) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> seen.of(method.getName(), invoke(target, method, arguments))));
    }

    static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    static Append append(Participant participant, String text) {
        return Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text), participant);
    }

    List<SnapshotVersion> rows(List<EventEnvelope> events, Transaction transaction) {
        transaction.afterCommit(() -> log.add("committed"));
        transaction.onRollback(() -> log.add("undone"));
        try (Statement statement = transaction.as(Connection.class).createStatement()) {
            statement.execute("insert into " + prefix + "legacy values ('x')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return List.of();
    }

    long rows() throws SQLException {
        return Sql.number(source, "select count(*) from " + prefix + "legacy");
    }

    @Test
    void a_commit_whose_answer_was_lost_is_told_as_what_it_was() throws SQLException {
        loss = Loss.AFTER;
        Receipt plain = store.append(append(Participant.NONE, "1"));
        assertThat(plain.position()).isEqualTo(1);
        assertThat(plain.replayed()).isFalse();
        loss = Loss.AFTER;
        Receipt served = store.append(append(this::rows, "2"));
        assertThat(served.version()).isEqualTo(2);
        assertThat(served.position()).isEqualTo(2);
        assertThat(log).containsExactly("committed");
        loss = Loss.AFTER;
        try (UnitOfWork work = store.begin()) {
            assertThat(Noted.texts(work, Noted.A)).containsExactly("1", "2");
            Receipt command = work.append(append(Participant.NONE, "3"));
            work.commit();
            assertThat(command.position()).isEqualTo(3);
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2", "3");
    }

    @Test
    void an_append_that_never_arrived_is_told_as_not_stored_and_can_be_made_again() throws SQLException {
        for (Participant participant : List.of(Participant.NONE, (Participant) this::rows)) {
            Append append = append(participant, "x");
            loss = Loss.BEFORE;
            assertThatThrownBy(() -> store.append(append)).isInstanceOf(StoreUnavailableException.class);
            assertThat(store.find(append.get(0).id(), Noted.Type::new)).isEmpty();
            assertThat(store.append(append).replayed()).isFalse();
        }
        assertThat(log).containsExactly("undone", "committed");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_asked_is_unknown_with_the_ids_and_a_repetition_is_harmless() throws SQLException {
        for (Participant participant : List.of(Participant.NONE, (Participant) this::rows)) {
            Append append = append(participant, "x");
            loss = Loss.AFTER_AND_FOR_GOOD;
            var unknown = catchThrowableOfType(OutcomeUnknownException.class, () -> store.append(append));
            assertThat(unknown.ids()).containsExactly(append.get(0).id());
            gone = false;
            assertThat(store.append(append).replayed()).isTrue();
        }
        assertThat(store.head()).isEqualTo(2);
        assertThat(rows()).isEqualTo(1);
    }
}
