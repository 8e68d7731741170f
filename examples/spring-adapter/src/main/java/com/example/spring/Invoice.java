package com.example.spring;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import java.util.List;

/** The state of an invoice, and all that can happen to it here. */
record Invoice(boolean exists) {
    record CreateInvoice(String id, String customer) implements Command {}

    sealed interface InvoiceEvent extends Event {
        String id();
    }

    record InvoiceCreated(String id, String customer) implements InvoiceEvent {}

    static final Aggregate<String, Invoice, InvoiceEvent> AGGREGATE = Aggregate.of(
                    "invoice", InvoiceEvent.class, InvoiceEvent::id, new Invoice(false))
            .on(InvoiceCreated.class, (none, event) -> new Invoice(true));

    static List<? extends Event> create(CreateInvoice command, Invoice invoice) {
        if (invoice.exists) throw new IllegalStateException("invoice " + command.id + " exists");
        return List.of(new InvoiceCreated(command.id, command.customer));
    }
}
