package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.jdbc.JdbcCheckpoints;
import dev.espalier.store.jdbc.PostgresFixture;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Ground.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database does not answer a commit: it may have done it, or not. */
class LostAnswerTest {
    private enum Fault {
        NONE,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final Database ground = (Database) Kind.POSTGRESQL.open();
    private final HikariDataSource pool = PostgresFixture.pool(17);
    private final JdbcCheckpoints checkpoints = new JdbcCheckpoints(unreliable(pool), ground.prefix());
    /** What becomes of the next commit of rows; those of leases go well. */
    private Fault next = Fault.NONE;

    private final Notes notes = new Notes(ground).at(text -> {
        fault.set(next);
        next = Fault.NONE;
    });

    @AfterEach
    void close() {
        checkpoints.close();
        pool.close();
        ground.close();
    }

    private DataSource unreliable(DataSource source) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    Object result = method.invoke(source, arguments);
                    return result instanceof Connection connection ? unreliable(connection) : result;
                });
    }

    private Connection unreliable(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    Fault now = method.getName().equals("commit") ? fault.getAndSet(Fault.NONE) : Fault.NONE;
                    if (now == Fault.BEFORE_COMMIT) {
                        connection.rollback();
                        throw new SQLException("gone", "08006");
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (now == Fault.AFTER_COMMIT) throw new SQLException("gone", "08006");
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void a_commit_that_happened_counts_and_one_that_did_not_is_made_again() {
        var espalier = Noting.on(ground.store())
                .subscribe(Subscription.of(notes).checkpoints(checkpoints))
                .open();
        var subscriptions = espalier.subscriptions();
        note(espalier, "1");
        subscriptions.runUntilCaughtUp();

        note(espalier, "2");
        next = Fault.AFTER_COMMIT;
        subscriptions.runUntilCaughtUp();
        assertThat(ground.written()).containsExactly(1L, 2L);

        note(espalier, "3");
        next = Fault.BEFORE_COMMIT;
        assertThatThrownBy(subscriptions::runUntilCaughtUp).isInstanceOf(StoreUnavailableException.class);
        assertThat(ground.written()).containsExactly(1L, 2L);
        subscriptions.runUntilCaughtUp();
        assertThat(ground.written()).containsExactly(1L, 2L, 3L);
        assertThat(notes.given).containsExactly("1", "2", "3", "3");
    }
}
