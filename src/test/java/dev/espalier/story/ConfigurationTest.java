package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.story.Invoicing.CreateInvoice;
import dev.espalier.story.Invoicing.Invoice;
import dev.espalier.story.Invoicing.InvoiceCreated;
import dev.espalier.story.Invoicing.InvoiceEvent;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What does not fit is told when it is opened, all at once, with what to do. */
class ConfigurationTest {
    sealed interface Other extends Event {
        record InvoiceCreated(String id) implements Other {}
    }

    interface Open extends Event {}

    private static List<String> problems(Consumer<Espalier.Builder> wrong) {
        var builder = Espalier.on(new InMemoryEventStore());
        wrong.accept(builder);
        return catchThrowableOfType(ConfigurationException.class, builder::open).problems();
    }

    @Test
    void all_problems_are_told_at_once() {
        var problems = problems(
                builder -> builder.handle(CreateInvoice.class, CreateInvoice::id, Invoice.AGGREGATE, Invoicing::create)
                        .decide(CreateInvoice.class, (command, states) -> List.of())
                        .events(Other.class)
                        .events(Open.class)
                        .stateCache(-1));

        assertThat(problems)
                .anyMatch(each -> each.contains("CreateInvoice has two handlers"))
                .anyMatch(each -> each.contains("two events are called InvoiceCreated") && each.contains(".eventType("))
                .anyMatch(each -> each.contains("Open is neither a record nor a sealed interface"))
                .anyMatch(each -> each.contains("stateCache is -1"))
                .hasSize(4);
    }

    @Test
    void another_name_lets_two_classes_of_one_name_live_together() {
        Espalier.on(new InMemoryEventStore())
                .aggregate(Invoice.AGGREGATE)
                .events(Other.class)
                .eventType(Other.InvoiceCreated.class, "OtherInvoiceCreated", 1)
                .open()
                .close();
        assertThat(problems(
                        builder -> builder.aggregate(Invoice.AGGREGATE).eventType(Other.InvoiceCreated.class, "x", 1)))
                .singleElement()
                .asString()
                .contains("belongs to no registered family");
        assertThatThrownBy(() -> Espalier.on(new InMemoryEventStore()).eventType(InvoiceCreated.class, " ", 1))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Espalier.on(new InMemoryEventStore()).eventType(InvoiceCreated.class, "x", 0))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void an_aggregate_and_a_service_say_something_about_every_event_of_the_family() {
        var half = Aggregate.of("invoice", InvoiceEvent.class, InvoiceEvent::id, 0)
                .on(InvoiceCreated.class, (before, event) -> 1);
        var silent = new SnapshotUpdateService("silent") {
            {
                on(InvoiceCreated.class, (event, transaction) -> 1);
                on(Other.InvoiceCreated.class, (event, transaction) -> 1);
            }
        };
        assertThat(problems(builder -> builder.aggregate(half).update(silent).update(silent)))
                .anyMatch(each -> each.contains("aggregate invoice says nothing about InvoicePaid"))
                .anyMatch(
                        each -> each.contains("silent says nothing about InvoicePaid") && each.contains("ignore(...)"))
                .anyMatch(each -> each.contains("Other$InvoiceCreated, which is not registered"))
                .anyMatch(each -> each.contains("two snapshot update services are called silent"));
    }

    @Test
    void an_event_belongs_to_one_category() {
        var other =
                Aggregate.of("bill", InvoiceEvent.class, InvoiceEvent::id, 0).evolve((before, event) -> before);
        assertThat(problems(builder -> builder.aggregate(Invoice.AGGREGATE).aggregate(other)))
                .allMatch(each -> each.contains("belongs to the categories invoice and bill"));
    }

    @Test
    void two_folds_over_one_family_may_live_together() {
        var lean =
                Aggregate.of("invoice", InvoiceEvent.class, InvoiceEvent::id, 0).evolve((before, event) -> before + 1);
        try (var espalier = Espalier.on(new InMemoryEventStore())
                .aggregate(Invoice.AGGREGATE)
                .handle(
                        CreateInvoice.class,
                        CreateInvoice::id,
                        lean,
                        (command, count) -> List.of(new InvoiceCreated(command.id(), "ann", new BigDecimal(count))))
                .open()) {
            espalier.send(new CreateInvoice("1", "ann", BigDecimal.ONE));
            assertThat(espalier.send(new CreateInvoice("1", "ann", BigDecimal.ONE))
                            .version())
                    .isEqualTo(2);
        }
    }

    @Test
    void an_initial_state_declared_below_its_aggregate_is_told_apart() {
        assertThatThrownBy(() -> Aggregate.of("invoice", InvoiceEvent.class, InvoiceEvent::id, nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("declared below");
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return null;
    }

    @Test
    void an_unregistered_event_is_refused_before_anything_is_stored() {
        try (var espalier = Espalier.on(new InMemoryEventStore())
                .aggregate(Invoice.AGGREGATE)
                .open()) {
            assertThatThrownBy(() -> espalier.eventStoreService()
                            .append(new StreamId("x", "1"), ExpectedVersion.any(), new Other.InvoiceCreated("1")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is not registered");
            assertThat(espalier.eventStoreService().head()).isZero();
        }
    }
}
