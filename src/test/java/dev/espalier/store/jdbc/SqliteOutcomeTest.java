package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A commit that fails, or whose answer is lost: what is told is what is true. */
class SqliteOutcomeTest {
    private static final int IOERR = 10;
    private static final int FULL = 13;

    private final Path file = SqliteFile.fresh();
    private final JdbcEventStore store = new JdbcEventStore(source());
    private final List<String> log = new ArrayList<>();
    private volatile boolean isCommitted;
    private volatile boolean isGone;
    private volatile int code;

    @AfterEach
    void close() {
        store.close();
    }

    /** Connections whose commit fails with a code, once it is set: before it is done, or afterwards. */
    private DataSource source() {
        DataSource plain = SqliteFile.plain(file);
        return proxy(DataSource.class, (self, method, arguments) -> {
            if (isGone) throw new SQLException("gone", null, IOERR);
            Object result = call(method, plain, arguments);
            return result instanceof Connection connection ? failing(connection) : result;
        });
    }

    private Connection failing(Connection connection) {
        return proxy(Connection.class, (self, method, arguments) -> {
            Object result = call(method, connection, arguments);
            return method.getName().equals("createStatement") ? failing((Statement) result) : result;
        });
    }

    private Statement failing(Statement statement) {
        return proxy(Statement.class, (self, method, arguments) -> {
            boolean fails = code != 0 && method.getName().equals("execute") && arguments[0].equals("commit");
            Object result = fails && !isCommitted ? null : call(method, statement, arguments);
            if (fails) {
                int planted = code;
                code = 0;
                throw new SQLException("planted", null, planted);
            }
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader() == null ? SqliteOutcomeTest.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                handler));
    }

    private static Object call(java.lang.reflect.Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void append(EventData event) {
        Participant hooks = (events, transaction) -> {
            transaction.afterCommit(() -> log.add("committed"));
            transaction.onRollback(() -> log.add("undone"));
            return List.of();
        };
        store.append(Append.of(Noted.A, ExpectedVersion.any(), event, hooks));
    }

    @Test
    void a_commit_whose_answer_was_lost_is_a_success() {
        code = IOERR;
        isCommitted = true;
        append(Noted.in(Noted.A, "1"));
        assertThat(log).containsExactly("committed");
        assertThat(store.head()).isEqualTo(1);
        append(Noted.in(Noted.A, "2"));
        assertThat(store.head()).isEqualTo(2);
    }

    @Test
    void a_commit_without_room_has_stored_nothing() {
        code = FULL;
        assertThatThrownBy(() -> append(Noted.in(Noted.A, "1"))).isInstanceOf(StoreUnavailableException.class);
        assertThat(log).containsExactly("undone");
        assertThat(store.head()).isZero();
        append(Noted.in(Noted.A, "1"));
        assertThat(store.head()).isEqualTo(1);
    }

    @Test
    void a_commit_that_could_not_be_written_is_unknown_and_names_what_to_look_up() {
        code = IOERR;
        EventData event = Noted.in(Noted.A, "1");
        var unknown = catchThrowableOfType(OutcomeUnknownException.class, () -> append(event));
        assertThat(unknown.ids()).containsExactly(event.id());
        assertThat(log).isEmpty();
        append(event);
        assertThat(store.head()).isEqualTo(1);
    }

    @Test
    void a_database_that_cannot_be_asked_after_the_commit_leaves_it_unknown() {
        code = FULL;
        isCommitted = true;
        EventData event = Noted.in(Noted.A, "1");
        var goneAfterwards = (Participant) (events, transaction) -> {
            isGone = true;
            return List.of();
        };
        var unknown = catchThrowableOfType(
                OutcomeUnknownException.class,
                () -> store.append(Append.of(Noted.A, ExpectedVersion.any(), event, goneAfterwards)));
        assertThat(unknown.ids()).containsExactly(event.id());
        isGone = false;
        assertThat(store.find(event.id(), Noted.Type::new)).isPresent();
    }

    private List<Caller> together(List<EventData> events) {
        var callers = new ArrayList<Caller>();
        try (var lane = new OneLane(source(), "espalier_", 1, Duration.ofSeconds(2))) {
            for (EventData event : events)
                callers.add(lane.ask(Append.of(Noted.A, ExpectedVersion.any(), event, Participant.NONE)));
        }
        return callers;
    }

    @Test
    void a_shared_commit_whose_answer_was_lost_is_a_success_for_each() throws Exception {
        code = IOERR;
        isCommitted = true;
        List<EventData> events = List.of(Noted.in(Noted.A, "1"), Noted.in(Noted.A, "2"));
        List<Caller> callers = together(events);
        for (int i = 0; i < 2; i++) {
            assertThat(callers.get(i).receipt().version()).isEqualTo(i + 1);
            assertThat(callers.get(i).receipt().replayed()).isFalse();
        }
        assertThat(Noted.texts(store, Noted.A)).containsExactly("1", "2");
    }

    @Test
    void what_has_no_room_together_may_have_it_alone() throws Exception {
        code = FULL;
        for (Caller each : together(List.of(Noted.in(Noted.A, "1"), Noted.in(Noted.A, "2"))))
            assertThat(each.receipt().replayed()).isFalse();
        assertThat(Noted.texts(store, Noted.A)).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void a_shared_commit_that_could_not_be_written_is_unknown_to_each_with_its_own_ids() throws Exception {
        code = IOERR;
        List<EventData> events = List.of(Noted.in(Noted.A, "1"), Noted.in(Noted.A, "2"));
        List<Caller> callers = together(events);
        for (int i = 0; i < 2; i++) {
            EventData event = events.get(i);
            assertThat(callers.get(i).failure())
                    .isInstanceOfSatisfying(
                            OutcomeUnknownException.class,
                            unknown -> assertThat(unknown.ids()).containsExactly(event.id()));
        }
    }
}
