package dev.espalier.bench;

import dev.espalier.infrastructure.Event;
import peerbench.InvoiceCreated;
import peerbench.InvoiceEvent;
import peerbench.InvoicePaid;
import peerbench.LineAdded;

/** The harness' events as events of ours: its own types cannot implement our interface. */
sealed interface BenchEvent extends Event {
    InvoiceEvent payload();

    record Created(InvoiceCreated payload) implements BenchEvent {}

    record Added(LineAdded payload) implements BenchEvent {}

    record Paid(InvoicePaid payload) implements BenchEvent {}

    static BenchEvent of(InvoiceEvent event) {
        if (event instanceof LineAdded added) return new Added(added);
        if (event instanceof InvoiceCreated created) return new Created(created);
        return new Paid((InvoicePaid) event);
    }
}
