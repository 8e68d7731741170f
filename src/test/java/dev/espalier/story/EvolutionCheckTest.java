package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnreadableEventException;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.TypeReport.Reading;
import dev.espalier.serialization.Upcaster;
import dev.espalier.store.EventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.story.Notes.First;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chains of upcasters, and what is stored, are checked before the first event is read. */
class EvolutionCheckTest {
    private static Espalier.Builder plain() {
        return plain(new InMemoryEventStore());
    }

    private static Espalier.Builder plain(EventStore store) {
        return Espalier.on(store).aggregate(Notes.NOTE);
    }

    private static List<String> problems(Espalier.Builder builder) {
        return catchThrowableOfType(ConfigurationException.class, builder::open).problems();
    }

    @Test
    void all_broken_chains_are_told_at_once() {
        var problems = problems(plain().eventType(Notes.Moved.class, "Moved", 4)
                .upcast(Upcaster.from("Moved", 1).to(2, json -> json))
                .upcast(Upcaster.from("Moved", 4).to(5, json -> json))
                .upcast(Upcaster.from("A", 1).to("B", 1, json -> json))
                .upcast(Upcaster.from("B", 1).to("A", 1, json -> json))
                .upcast(Upcaster.from("C", 1).drop())
                .upcast(Upcaster.from("C", 1).to("Tagged", 1, json -> json))
                .upcast(Upcaster.from("D", 1)
                        .as(Notes.Moved1.class)
                        .to(First.Printed.class, old -> new First.Printed(old.id())))
                .alias(Notes.Tagged.class, "Paid")
                .alias(Notes.Archived.class, "C")
                .alias(First.Closed.class, "E"));

        assertThat(problems)
                .asInstanceOf(list(String.class))
                .anySatisfy(each -> assertThat(each)
                        .contains("leads from Moved in schema version 1 to Moved in schema version 2", "nothing reads"))
                .anySatisfy(each -> assertThat(each)
                        .contains("no upcaster starts from Moved in schema version 3", "older ones are known"))
                .anySatisfy(each -> assertThat(each)
                        .contains("starts from Moved in schema version 4", "written today", "raise the schema version"))
                .anySatisfy(each -> assertThat(each)
                        .contains(
                                "in a circle: A in schema version 1 -> B in schema version 1 -> A in schema version 1"))
                .anySatisfy(each -> assertThat(each).contains("two upcasters start from C in schema version 1"))
                .anySatisfy(each -> assertThat(each).contains("from D in schema version 1 to", "First$Printed"))
                .anySatisfy(each -> assertThat(each).contains("Paid is called a former name of", "Notes$Tagged"))
                .anySatisfy(each -> assertThat(each).contains("C is a former name of", "start from Archived instead"))
                .anySatisfy(each -> assertThat(each).contains("First$Closed", "no registered family"));
    }

    @Test
    void a_step_on_json_needs_a_codec_that_writes_json() {
        var other = new EventCodec() {
            @Override
            public byte[] encode(Event event) {
                return new byte[0];
            }

            @Override
            public <E extends Event> E decode(byte[] payload, Class<E> type) {
                throw new IllegalStateException();
            }
        };
        assertThatThrownBy(() -> plain().codec(other)
                        .upcast(Upcaster.from("Noted", 1).to("NoteTaken", 1, json -> json))
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("does not say that it writes JSON", "as(...)");
    }

    @Test
    void a_form_is_refused_when_it_is_made() {
        assertThatThrownBy(() -> Upcaster.from("Noted", 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("schema version");
        assertThatThrownBy(() -> Upcaster.from(" ", 1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void an_older_release_starts_while_a_newer_one_is_rolled_out() {
        var store = new InMemoryEventStore();
        var stream = new StreamId("note", "1");
        Notes.open(store)
                .eventStoreService()
                .append(stream, ExpectedVersion.any(), new Notes.Moved("1", "Main Street", "Springfield"));

        var older = First.open(store);

        var newer = older.eventStoreService().read(stream).iterator().next();
        assertThatThrownBy(newer::event)
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("newer release", "up to 1", "note/1", "position 1");
    }

    @Test
    void an_unknown_type_of_a_handled_category_stops_the_start_unless_it_is_to_be_reported() {
        var store = new InMemoryEventStore();
        Notes.open(store)
                .eventStoreService()
                .append(new StreamId("note", "1"), ExpectedVersion.any(), new Notes.Archived("1"));

        var older = Espalier.on(store).aggregate(First.NOTE);
        assertThat(problems(older)).singleElement().asString().contains("Archived in schema version 1", "handles");

        try (var started = older.reportUnknownTypes().open()) {
            assertThat(started.types().unknown())
                    .extracting(each -> each.form().type())
                    .containsExactly("Archived");
        }
    }

    @Test
    void the_report_tells_each_form_and_what_it_becomes() {
        var store = new InMemoryEventStore();
        var stream = new StreamId("note", "1");
        First.open(store)
                .eventStoreService()
                .append(stream, ExpectedVersion.any(), new First.Closed("1", java.math.BigDecimal.ONE));

        var report = Notes.open(store).types();

        assertThat(report.unknown()).isEmpty();
        var closed = report.rows().stream()
                .filter(each -> each.form().equals(new Upcaster.Form("Closed", 1)))
                .findFirst()
                .orElseThrow();
        assertThat(closed.categories()).containsExactly("note");
        assertThat(closed.reading()).isEqualTo(Reading.UPCAST);
        assertThat(closed.becomes()).containsExactlyInAnyOrder(Notes.Paid.class, Notes.Archived.class);
        assertThat(report.toString())
                .containsPattern("Closed +1 +note +upcast +Archived, Paid")
                .containsPattern("Labelled +1 +- +former name +Tagged")
                .containsPattern("Moved +2 +- +as written today +Moved")
                .containsPattern("Printed +1 +- +upcast +nothing");
    }
}
