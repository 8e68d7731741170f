package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnreadableEventException;
import dev.espalier.store.jdbc.JdbcEventStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Names that are stored, and an application that has moved on. */
class StoredTypesTest {
    private static final StreamId ONE = new StreamId("note", "1");

    /** As it was first released. */
    private static final class First {
        sealed interface NoteEvent extends Event {
            String id();
        }

        record Noted(String id, String text) implements NoteEvent {}

        private First() {}
    }

    /** Later: another class name, and a component more. */
    private static final class Later {
        sealed interface NoteEvent extends Event {
            String id();
        }

        record NoteTaken(String id, String text) implements NoteEvent {}

        record Noted(String id, String text, int priority) implements NoteEvent {}

        private Later() {}
    }

    private static final Aggregate<String, Integer, First.NoteEvent> FIRST =
            Aggregate.of("note", First.NoteEvent.class, First.NoteEvent::id, 0).evolve((count, event) -> count + 1);
    private static final Aggregate<String, Integer, Later.NoteEvent> LATER =
            Aggregate.of("note", Later.NoteEvent.class, Later.NoteEvent::id, 0).evolve((count, event) -> count + 1);

    @TempDir
    Path folder;

    private JdbcEventStore store;

    @BeforeEach
    void storeOneNote() {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("notes.db"));
        store = new JdbcEventStore(dataSource);
        Espalier.on(store)
                .aggregate(FIRST)
                .open()
                .eventStoreService()
                .append(ONE, ExpectedVersion.noStream(), new First.Noted("1", "h\u00e9llo"));
    }

    private EventEnvelope first(Espalier espalier) {
        return espalier.eventStoreService().read(Query.all()).iterator().next();
    }

    @Test
    void what_was_stored_is_read_by_an_application_that_starts_anew() {
        var espalier = Espalier.on(store).aggregate(FIRST).open();
        assertThat(first(espalier).event()).isEqualTo(new First.Noted("1", "h\u00e9llo"));
        assertThat(first(espalier).type()).isEqualTo("Noted");
    }

    @Test
    void a_renamed_class_keeps_the_stored_name() {
        var espalier = Espalier.on(store)
                .aggregate(LATER)
                .eventType(Later.NoteTaken.class, "Noted", 1)
                .eventType(Later.Noted.class, "NotedWithPriority", 1)
                .open();
        assertThat(first(espalier).event()).isEqualTo(new Later.NoteTaken("1", "h\u00e9llo"));
    }

    @Test
    void a_stored_name_of_a_category_handled_here_that_resolves_to_nothing_stops_the_start() {
        var wrong = Espalier.on(store).aggregate(LATER).eventType(Later.Noted.class, "NotedWithPriority", 1);

        var problems =
                catchThrowableOfType(ConfigurationException.class, wrong::open).problems();

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("Noted in schema version 1", "category note", ".alias(itsClass.class, \"Noted\")");
    }

    @Test
    void another_schema_version_of_a_stored_name_stops_the_start_too() {
        assertThatThrownBy(() -> Espalier.on(store)
                        .aggregate(LATER)
                        .eventType(Later.Noted.class, "Noted", 2)
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Noted in schema version 1");
    }

    @Test
    void names_of_others_do_not_stop_the_start_and_an_event_is_unreadable_only_when_somebody_asks() {
        var espalier = Espalier.on(store).aggregate(Counting.AGGREGATE).open();

        EventEnvelope passed = first(espalier);
        assertThat(passed.stream()).isEqualTo(ONE);
        var unreadable = catchThrowableOfType(UnreadableEventException.class, passed::event);

        assertThat(unreadable.stream()).isEqualTo(ONE);
        assertThat(unreadable.version()).isEqualTo(1);
        assertThat(unreadable.position()).isEqualTo(1);
        assertThat(unreadable.type()).isEqualTo("Noted");
        assertThat(unreadable.schemaVersion()).isEqualTo(1);
        assertThat(unreadable)
                .hasMessageContaining("no event of this name is registered")
                .hasMessageContaining("note/1");
    }

    @Test
    void a_payload_that_does_not_fit_says_stream_position_type_and_what_is_wrong() {
        var espalier = Espalier.on(store)
                .aggregate(LATER)
                .eventType(Later.NoteTaken.class, "NoteTaken", 1)
                .open();
        EventEnvelope misfit = first(espalier);
        assertThatThrownBy(misfit::event)
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("note/1")
                .hasMessageContaining("position 1")
                .hasMessageContaining("priority");
    }

    @Test
    void an_event_that_cannot_be_written_is_refused_and_nothing_is_stored() {
        var failing = new dev.espalier.serialization.EventCodec() {
            @Override
            public byte[] encode(Event event) {
                throw new IllegalStateException("no ink");
            }

            @Override
            public <E extends Event> E decode(byte[] payload, Class<E> type) {
                return type.cast(new First.Noted("?", new String(payload, StandardCharsets.UTF_8)));
            }

            @Override
            public List<String> problems(java.util.Collection<? extends Class<?>> types) {
                return List.of();
            }
        };
        var espalier = Espalier.on(store).aggregate(FIRST).codec(failing).open();

        assertThatThrownBy(() ->
                        espalier.eventStoreService().append(ONE, ExpectedVersion.exactly(1), new First.Noted("1", "x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no ink");

        assertThat(espalier.eventStoreService().head()).isEqualTo(1);
        assertThat(first(espalier).event()).isInstanceOf(First.Noted.class);
    }
}
