package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.support.ChildJvm;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A process that appends, with a service that writes a row for each event, is killed as by {@code kill -9}. */
@Order(12)
class SqliteCrashTest {
    private static final int KILLS = 4 * Integer.getInteger("rounds", 3);

    private final Path file = SqliteFile.fresh();
    private final List<String> acknowledged = new ArrayList<>();

    @Test
    void whenever_a_process_is_killed_rows_and_events_are_the_same_and_hold_all_that_was_acknowledged()
            throws SQLException {
        createLegacy();
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            try (var child = ChildJvm.start(SqliteChild.class, "serve", file, "p" + kill, "none")) {
                for (int i = random.nextInt(20); i >= 0; i--) acknowledged.add(child.hear());
                acknowledged.addAll(child.kill());
            }
            try {
                verify();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", kill " + kill, e);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS);
    }

    @Test
    void a_process_that_is_killed_inside_a_service_leaves_neither_row_nor_event_and_no_lock() throws SQLException {
        createLegacy();
        try (var child = ChildJvm.start(SqliteChild.class, "serve", file, "p", "stop-inside")) {
            child.hear("inside");
            child.say("go on");
            acknowledged.add(child.hear());
            child.hear("inside");
            child.kill();
        }
        verify();
        assertThat(rows()).containsExactly("p-1");
    }

    @Test
    void the_check_would_notice_a_row_outside_the_transaction() throws SQLException {
        createLegacy();
        try (var child = ChildJvm.start(SqliteChild.class, "serve", file, "p", "row-outside")) {
            child.hear("inside");
            child.kill();
        }
        assertThatThrownBy(this::verify).isInstanceOf(AssertionError.class);
    }

    private void createLegacy() throws SQLException {
        try (Connection connection = SqliteFile.plain(file).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SqliteChild.LEGACY);
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

    private void verify() throws SQLException {
        try (var store = new JdbcEventStore(SqliteFile.plain(file))) {
            List<EventEnvelope> events = Noted.all(store);
            List<String> texts =
                    events.stream().map(each -> ((Noted) each.event()).text()).toList();
            assertThat(rows()).containsExactlyInAnyOrderElementsOf(texts);
            assertThat(texts).containsAll(acknowledged).doesNotHaveDuplicates();
            assertThat(events)
                    .extracting(EventEnvelope::position)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, events.size()).boxed().toList());
            for (EventEnvelope event : events) {
                StreamId stream = event.stream();
                assertThat(store.snapshotVersion("legacy", stream))
                        .isEqualTo(Noted.of(store, stream).size());
            }
        }
    }
}
