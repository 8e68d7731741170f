package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.HistoryChangedException;
import dev.espalier.store.jdbc.JdbcCheckpoints;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rows of a subscription are in another database than the events, and one of the two goes back. */
class HistoryTest {
    private final Path events = Ground.file();
    private final Database view = Database.on(Ground.sqlite(Ground.file()), "espalier_");
    private final JdbcCheckpoints checkpoints = new JdbcCheckpoints(view.source());
    private final List<AutoCloseable> open = new ArrayList<>(List.of(checkpoints, view));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    private Espalier open() {
        return open(new JdbcEventStore(Ground.sqlite(events)));
    }

    private Espalier open(dev.espalier.store.EventStore store) {
        var espalier = Noting.on(store)
                .subscribe(Subscription.of(new Notes(view)).checkpoints(checkpoints))
                .open();
        open.add(0, espalier);
        return espalier;
    }

    private void backUp() throws Exception {
        Files.copy(events, Path.of(events + ".backup"));
    }

    private void restore() throws Exception {
        Files.copy(Path.of(events + ".backup"), events, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void rows_and_checkpoint_move_together_in_the_database_of_the_rows() {
        try (var espalier = open()) {
            note(espalier, "1", "2");
            espalier.subscriptions().runUntilCaughtUp();
        }
        try (var espalier = open()) {
            note(espalier, "3");
            espalier.subscriptions().runUntilCaughtUp();
        }
        assertThat(view.written()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_store_that_ends_before_the_checkpoint_stops_it_loudly_until_a_person_has_said_where_to_go_on()
            throws Exception {
        try (var espalier = open()) {
            note(espalier, "1", "2");
            espalier.subscriptions().runUntilCaughtUp();
        }
        backUp();
        try (var espalier = open()) {
            note(espalier, "3", "4");
            espalier.subscriptions().runUntilCaughtUp();
        }
        restore();

        try (var espalier = open()) {
            for (int i = 0; i < 2; i++)
                assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                        .hasCauseInstanceOf(HistoryChangedException.class)
                        .hasMessageContaining("up to position 4, but the store ends at position 2");
            espalier.subscriptions().resume("notes");
            assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                    .hasCauseInstanceOf(HistoryChangedException.class);

            note(espalier, "other 3", "other 4", "5");
            espalier.subscriptions().resume("notes");
            assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                    .hasMessageContaining("another event stands there");
            assertThat(view.written()).containsExactly(1L, 2L, 3L, 4L);
            assertThat(espalier.subscriptions().status("notes").state()).isEqualTo(State.FAILED);

            espalier.subscriptions().reset("notes", 2);
            espalier.subscriptions().runUntilCaughtUp();
            assertThat(view.written()).containsExactly(1L, 2L, 3L, 4L, 3L, 4L, 5L);
        }
    }

    @Test
    void a_head_that_goes_back_while_it_runs_is_noticed_too() {
        var store = new InMemoryEventStore();
        var espalier = open(store);
        note(espalier, "1");
        espalier.subscriptions().runUntilCaughtUp();
        var at = checkpoints.find("notes").orElseThrow();

        var other = open(new InMemoryEventStore());
        note(other, "1", "2");

        assertThatThrownBy(() -> other.subscriptions().runUntilCaughtUp())
                .hasMessageContaining("in store " + at.store().id() + ", and this is store");
    }
}
