package dev.espalier.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Event;
import dev.espalier.serialization.Upcaster;
import dev.espalier.store.EventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was released once must be read for ever. */
class PinnedEventsTest {
    sealed interface NoteEvent extends Event {
        String id();
    }

    record Noted(String id, String text, int priority) implements NoteEvent {}

    record Archived(String id) implements NoteEvent {}

    private static final Event NOTED = new Noted("1", "h\u00e9llo", 3);
    private static final Event ARCHIVED = new Archived("1");
    private static final String PINS = "Noted\t1\t{\"id\":\"1\",\"text\":\"h\u00e9llo\"}\n"
            + "Noted\t2\t{\"id\":\"1\",\"text\":\"h\u00e9llo\",\"priority\":3}\n"
            + "\n"
            + "Closed\t1\t{\"id\":\"1\"}\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void pin() throws IOException {
        file = folder.resolve("events.txt");
        Files.writeString(file, PINS);
    }

    private static Espalier.Builder today(EventStore store) {
        return Espalier.on(store)
                .aggregate(
                        Aggregate.of("note", NoteEvent.class, NoteEvent::id, 0).evolve((count, event) -> count + 1))
                .eventType(Noted.class, "Noted", 2)
                .alias(Archived.class, "Closed");
    }

    private static Espalier.Builder complete(EventStore store) {
        return today(store).upcast(Upcaster.from("Noted", 1).to(2, json -> json.put("priority", 3)));
    }

    private void check(Function<EventStore, Espalier.Builder> configuration, Event... samples) {
        PinnedEvents.in(file).check(configuration, samples);
    }

    @Test
    void what_is_missing_is_printed_to_be_pasted_and_then_all_agrees() throws IOException {
        String line = "Archived\t1\t{\"id\":\"1\"}";
        assertThatThrownBy(() -> check(PinnedEventsTest::complete, NOTED, ARCHIVED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("add:\n" + line);

        Files.writeString(file, PINS + line + "\n");

        assertThatCode(() -> check(PinnedEventsTest::complete, NOTED, ARCHIVED)).doesNotThrowAnyException();
    }

    @Test
    void a_released_payload_that_no_longer_reads_is_told() {
        assertThatThrownBy(() -> check(PinnedEventsTest::today, NOTED, ARCHIVED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("can no longer be read")
                .hasMessageContaining("no upcaster starts from it");
    }

    @Test
    void a_known_form_without_a_line_is_told() throws IOException {
        Files.writeString(file, "");
        assertThatThrownBy(() -> check(PinnedEventsTest::complete))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no line shows Noted in schema version 1")
                .hasMessageContaining("no line shows Noted in schema version 2: pass a sample of it")
                .hasMessageContaining("no line shows Archived in schema version 1: pass a sample of it")
                .hasMessageContaining("no line shows Closed in schema version 1");
    }

    @Test
    void a_form_that_is_written_otherwise_without_a_new_version_is_told() throws IOException {
        Files.writeString(file, PINS.replace("\"priority\":3", "\"priority\": 3"));
        assertThatThrownBy(() -> check(PinnedEventsTest::complete, NOTED, ARCHIVED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no line shows what is written today")
                .hasMessageContaining("\"priority\":3");
    }

    @Test
    void a_line_of_another_shape_is_refused() throws IOException {
        Files.writeString(file, "Noted 1 {}");
        assertThatThrownBy(() -> check(PinnedEventsTest::complete))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("with tabs between them, not: Noted 1 {}");
    }
}
