package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.InvoiceEvent;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import dev.espalier.infrastructure.Aggregate;
import java.util.List;

/** An invoice, as far as decisions depend on it: folded from its events whenever a command is about it. */
public record Invoice(Status status, String country, List<InvoiceLine> lines) {
    /** Where an invoice stands. */
    public enum Status {
        NONE,
        DRAFT,
        ISSUED,
        VOID
    }

    public static final Invoice NONE = new Invoice(Status.NONE, "", List.of());

    public static final Aggregate<String, Invoice, InvoiceEvent> AGGREGATE = Aggregate.of(
                    "invoice", InvoiceEvent.class, InvoiceEvent::invoiceId, NONE)
            .on(NewInvoiceCreated.class, (none, event) -> new Invoice(Status.DRAFT, event.country(), event.lines()))
            .on(InvoiceIssued.class, (invoice, event) -> invoice.with(Status.ISSUED))
            .on(InvoiceVoided.class, (invoice, event) -> invoice.with(Status.VOID));

    public boolean exists() {
        return status != Status.NONE;
    }

    public boolean isDraft() {
        return status == Status.DRAFT;
    }

    public boolean isVoid() {
        return status == Status.VOID;
    }

    private Invoice with(Status next) {
        return new Invoice(next, country, lines);
    }
}
