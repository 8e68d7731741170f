package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The tables lie on a file system of two megabytes, which only root can make; skipped with a word elsewhere. */
class PostgresDiskFullTest {
    private final Random random = new Random(53_100);
    private final List<Append> refused = new ArrayList<>();
    private int served;
    private int plain;

    @TempDir
    Path disk;

    private EmbeddedPostgres server;
    private PGSimpleDataSource source;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                mount("-t", "tmpfs", "-o", "size=2m,mode=700", "espalier"),
                "NOT TESTED: a full disk under PostgreSQL, as no small file system can be mounted here");
        server = PostgresServer.start(17, builder -> {});
        PostgresServer.run(server.getPostgresDatabase(), "create tablespace small location '" + disk + "'");
        source = new PGSimpleDataSource();
        source.setUrl(server.getJdbcUrl("postgres", "postgres"));
        source.setOptions("-c default_tablespace=small");
        PostgresServer.run(source, "create table legacy (text text)");
    }

    @AfterEach
    void stop() throws Exception {
        if (server == null) return;
        server.close();
        new ProcessBuilder("umount", disk.toString()).inheritIO().start().waitFor();
    }

    private boolean mount(String... how) throws Exception {
        var command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(how));
        command.add(disk.toString());
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    private List<SnapshotVersion> row(List<EventEnvelope> events, Transaction transaction) {
        try (Statement statement = transaction.as(Connection.class).createStatement()) {
            statement.execute(
                    "insert into legacy values ('" + ((Noted) events.get(0).event()).text() + "')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return List.of();
    }

    /** What cannot be compressed. */
    private String text() {
        var text = new StringBuilder();
        random.ints(20_000, ' ', 0x7f).filter(each -> each != '\'').forEach(each -> text.append((char) each));
        return text.toString();
    }

    private void fill(JdbcEventStore store) {
        while (refused.size() < 10) {
            boolean isServed = (refused.size() + served + plain) % 2 == 0;
            Participant participant = isServed ? this::row : Participant.NONE;
            Append append = Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text()), participant);
            try {
                store.append(append);
                if (isServed) served++;
                else plain++;
            } catch (StoreUnavailableException full) {
                assertThat(full).hasMessageContaining("room");
                refused.add(append);
            } catch (IllegalStateException full) {
                assertThat(((SQLException) full.getCause()).getSQLState()).isEqualTo("53100");
                refused.add(append);
            }
        }
    }

    private void holds(JdbcEventStore store, int events, int rows) throws SQLException {
        assertThat(Noted.of(store, Noted.A)).hasSize(events);
        assertThat(store.head()).isEqualTo(events);
        assertThat(PostgresServer.number(source, "select count(*) from legacy")).isEqualTo(rows);
    }

    @Test
    void a_full_disk_is_told_leaves_nothing_half_written_and_is_forgotten_once_there_is_room() throws Exception {
        try (var store = new JdbcEventStore(source)) {
            fill(store);
            assertThat(served + plain).isPositive();
            holds(store, served + plain, served);

            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                JdbcTransaction joined = store.in(connection);
                joined.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, text()), Participant.NONE));
                assertThatThrownBy(joined::complete)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("room");
                connection.rollback();
                joined.rolledBack();
            }
            holds(store, served + plain, served);

            assertThat(mount("-o", "remount,size=64m")).isTrue();
            for (Append each : refused)
                assertThat(store.append(each).replayed()).isFalse();
            int rows = (int) refused.stream()
                    .filter(each -> each.participant() != Participant.NONE)
                    .count();
            holds(store, served + plain + refused.size(), served + rows);
        }
    }
}
