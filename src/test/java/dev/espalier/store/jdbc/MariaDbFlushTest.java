package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.UnitOfWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Another instance's commit can be seen and is not yet on disk, as it is for a moment after every commit. Here the moment
 * lasts: the server flushes nothing by itself.
 */
@NeedsMariaDb
class MariaDbFlushTest {
    private final List<UUID> stored = new ArrayList<>();
    private MariaDbServer server;
    private HikariDataSource pool;
    private JdbcEventStore loose;
    private JdbcEventStore store;

    @BeforeEach
    void open() throws SQLException {
        server = new MariaDbServer(
                "--innodb-flush-log-at-timeout=2700",
                "--innodb-max-dirty-pages-pct=99.9",
                "--innodb-max-dirty-pages-pct-lwm=99.9",
                "--innodb-adaptive-flushing=0",
                "--innodb-stats-auto-recalc=0");
        pool = server.pooled(4);
        loose = JdbcEventStore.builder(pool).asynchronousCommit().build();
        store = JdbcEventStore.builder(pool).lockWait(Duration.ofMillis(300)).build();
    }

    @AfterEach
    void close() {
        pool.close();
        server.close();
    }

    private Append visible(String stream) throws SQLException {
        var id = new StreamId("note", stream);
        Append append = Append.of(id, ExpectedVersion.any(), Noted.in(id, "x"), Participant.NONE);
        try (Connection root = server.root()) {
            Sql.run(root, "set global innodb_flush_log_at_trx_commit = 0");
            loose.append(append);
            Sql.run(root, "set global innodb_flush_log_at_trx_commit = 1");
            assertThat(log(root, "flushed")).isLessThan(log(root, "current"));
        }
        stored.add(append.get(0).id());
        return append;
    }

    private static long log(Connection root, String what) throws SQLException {
        return Sql.number(
                root,
                "select variable_value from information_schema.global_status where variable_name = 'innodb_lsn_" + what
                        + "'");
    }

    @Test
    void whatever_leaves_the_library_is_on_disk_by_then() throws SQLException {
        isFlushedBy(append -> Noted.all(store));
        isFlushedBy(append -> Noted.of(store, append.stream()));
        isFlushedBy(append -> store.find(append.get(0).id(), Noted.Type::new));
        isFlushedBy(append -> store.head());
        isFlushedBy(append -> assertThat(store.append(append).replayed()).isTrue());
        isFlushedBy(append ->
                refused(append, List.of(Marker.of(append.stream(), 0).checks().get(0))));
        isFlushedBy(append -> refused(append, List.of(new Marker.QueryCheck(Noted.ALL, 0))));
        isFlushedBy(append -> {
            try (UnitOfWork work = store.begin()) {
                Noted.of(work, append.stream());
            }
        });
        isFlushedBy(append -> {
            try (UnitOfWork work = store.begin()) {
                Noted.of(work, append.stream());
                work.commit();
            }
        });
    }

    private void refused(Append seen, List<Marker.Check> checks) {
        assertThatThrownBy(() ->
                        store.append(Append.of(checks, List.of(Noted.in(seen.stream(), "no")), Participant.NONE)))
                .isInstanceOf(ConflictException.class);
    }

    private void isFlushedBy(Consumer<Append> leaving) throws SQLException {
        Append append = visible("s" + stored.size());
        try (Connection root = server.root()) {
            long visible = log(root, "current");
            leaving.accept(append);
            assertThat(log(root, "flushed")).as("way " + stored.size()).isGreaterThanOrEqualTo(visible);
        }
    }

    @Test
    void what_was_seen_is_there_after_the_server_has_died_and_without_the_wait_it_would_not_be() throws Exception {
        visible("a");
        assertThat(Noted.all(store)).hasSize(1);
        visible("b");
        assertThat(Noted.all(loose)).hasSize(2);
        server.kill();
        server.start();
        pool.getHikariPoolMXBean().softEvictConnections(); // a pool does not know that they died
        assertThat(Noted.all(store)).hasSize(1);
    }

    @Test
    void a_joined_transaction_learns_nothing_that_may_still_be_lost() throws SQLException {
        Append append = visible("a");
        try (Connection connection = pool.getConnection();
                Connection root = server.root()) {
            long visible = log(root, "current");
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            JdbcTransaction joined = store.in(connection);
            for (Runnable each : List.<Runnable>of(
                    () -> Noted.all(joined),
                    () -> joined.append(append),
                    () -> joined.append(Append.of(
                            append.stream(),
                            ExpectedVersion.noStream(),
                            Noted.in(append.stream(), "no"),
                            Participant.NONE)))) {
                Throwable failure = catchThrowable(each::run);
                if (log(root, "flushed") >= visible) continue; // by the server itself, after all
                assertThat(failure)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("flushed");
            }
            store.head();
            assertThat(Noted.all(joined)).hasSize(1);
            assertThat(joined.append(append).replayed()).isTrue();
            connection.rollback();
        }
    }
}
