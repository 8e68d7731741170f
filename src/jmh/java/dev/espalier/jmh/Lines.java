package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventBatch;
import dev.espalier.infrastructure.EventBatch.Part;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventStore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The domain of all benchmarks: invoices whose lines are added, ten to an invoice; about 250 bytes of JSON an event. */
final class Lines {
    static final int TO_AN_INVOICE = 10;

    record AddLine(String invoice, int number) implements Command {}

    sealed interface InvoiceEvent extends Event {
        String invoice();
    }

    record LineAdded(String invoice, int number, String product, String description, BigDecimal price, int quantity)
            implements InvoiceEvent {}

    /** With two tags. */
    record Reserved(String invoice, String course, String student) implements InvoiceEvent {
        @Override
        public Set<Tag> tags() {
            return Set.of(Tag.of("course", course), Tag.of("student", student));
        }
    }

    static final Aggregate<String, Integer, InvoiceEvent> AGGREGATE = Aggregate.of(
                    "invoice", InvoiceEvent.class, InvoiceEvent::invoice, 0)
            .on(LineAdded.class, (lines, event) -> lines + 1)
            .ignore(Reserved.class);

    private Lines() {}

    static Espalier.Builder on(EventStore store) {
        return Espalier.on(store)
                .handle(
                        AddLine.class,
                        AddLine::invoice,
                        AGGREGATE,
                        (command, lines) -> List.of(line(command.invoice(), lines + 1)));
    }

    static LineAdded line(String invoice, int number) {
        return new LineAdded(
                invoice,
                number,
                "product-4711-000" + number % 10,
                "a description of the length that descriptions have on invoices, with a word or two about the parcel",
                new BigDecimal("19.95"),
                1 + number % 7);
    }

    /** Invoices of ten lines each, a hundred of them in one append. */
    static void fill(EventStoreService events, int count) {
        var parts = new ArrayList<Part>();
        for (int from = 0; from < count; from += TO_AN_INVOICE) {
            String invoice = "filled-" + from;
            List<Event> lines = IntStream.range(0, TO_AN_INVOICE)
                    .<Event>mapToObj(number -> line(invoice, number))
                    .toList();
            parts.add(new Part(AGGREGATE.stream(invoice), ExpectedVersion.noStream(), lines));
            if (parts.size() == 100 || from + TO_AN_INVOICE >= count) {
                events.append(new EventBatch(parts, List.of(), Metadata.none()));
                parts.clear();
            }
        }
    }
}
