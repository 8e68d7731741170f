package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.PerBatch;
import dev.espalier.infrastructure.ProjectionException;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.SubscriptionStoppedException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Noted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is gathered over the events of a batch is written once, with the checkpoint or not at all. */
class PerBatchTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<List<String>> written = new ArrayList<>();
    private String poison = "";
    private String bitter = "";

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    /** One row for each batch: its notes. */
    private final class Batches extends Projector {
        private final Ground ground;

        Batches(Ground ground) {
            super("batches");
            this.ground = ground;
            PerBatch<List<String>> notes = perBatch(ArrayList::new, this::write);
            on(Noted.class, (event, transaction) -> {
                if (event.text().equals(poison)) throw new IllegalStateException("poison");
                notes.in(transaction).add(event.text());
            });
            if (ground instanceof Database database)
                database.run("create table batch_rows (place "
                        + (database.source() instanceof org.sqlite.SQLiteDataSource
                                ? "integer primary key"
                                : "serial primary key")
                        + ", notes varchar(200) not null)");
        }

        private void write(List<String> notes, Transaction transaction) throws SQLException {
            if (notes.contains(bitter)) throw new IllegalStateException("bitter");
            if (!(ground instanceof Database)) {
                transaction.onRollback(() -> written.remove(notes));
                written.add(notes);
                return;
            }
            try (var insert =
                    transaction.as(Connection.class).prepareStatement("insert into batch_rows (notes) values (?)")) {
                insert.setString(1, String.join(",", notes));
                insert.executeUpdate();
            }
        }

        List<List<String>> rows() throws SQLException {
            if (!(ground instanceof Database database)) return written;
            try (Connection connection = database.source().getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select notes from batch_rows order by place")) {
                var found = new ArrayList<List<String>>();
                while (rows.next()) found.add(List.of(rows.getString(1).split(",")));
                return found;
            }
        }
    }

    private Batches batches;

    private Espalier open(Kind kind) {
        Ground ground = kind.open();
        open.add(ground);
        batches = new Batches(ground);
        Espalier espalier = Noting.on(ground.store())
                .subscribe(Subscription.of(batches).batch(4, Duration.ofMinutes(1)))
                .open();
        open.add(0, espalier);
        return espalier;
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "SQLITE"})
    void a_batch_is_written_once_at_its_end(Kind kind) throws Exception {
        Espalier espalier = open(kind);
        note(espalier, "1", "2", "3", "4", "5", "6");
        espalier.subscriptions().runUntilCaughtUp();
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(batches.rows()).containsExactly(List.of("1", "2", "3", "4"), List.of("5", "6"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "SQLITE"})
    void what_was_gathered_before_a_failure_is_not_written_twice(Kind kind) throws Exception {
        Espalier espalier = open(kind);
        poison = "3";
        note(espalier, "1", "2", "3", "4");
        assertThatThrownBy(espalier.subscriptions()::runUntilCaughtUp).isInstanceOf(SubscriptionStoppedException.class);
        assertThat(batches.rows()).containsExactly(List.of("1", "2"));
        poison = "";
        espalier.subscriptions().resume("batches");
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(batches.rows()).containsExactly(List.of("1", "2"), List.of("3", "4"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "SQLITE"})
    void the_event_that_cannot_be_written_at_the_end_is_found(Kind kind) throws Exception {
        Espalier espalier = open(kind);
        bitter = "3";
        note(espalier, "1", "2", "3", "4");
        assertThatThrownBy(espalier.subscriptions()::runUntilCaughtUp)
                .isInstanceOf(SubscriptionStoppedException.class)
                .cause()
                .isInstanceOf(ProjectionException.class)
                .matches(failure -> ((ProjectionException) failure).event().position() == 3);
        assertThat(batches.rows()).containsExactly(List.of("1", "2"));
        bitter = "";
        espalier.subscriptions().resume("batches");
        espalier.subscriptions().runUntilCaughtUp();
        assertThat(batches.rows()).containsExactly(List.of("1", "2"), List.of("3"), List.of("4"));
    }
}
