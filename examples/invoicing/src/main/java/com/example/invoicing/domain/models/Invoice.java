package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.DueDateChanged;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceEvent;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.PaymentAllocated;
import dev.espalier.infrastructure.Aggregate;
import java.time.LocalDate;

/**
 * An invoice, as far as decisions depend on it: folded from its events whenever a command is about it.
 *
 * @param day of its creation, later of its issue
 */
public record Invoice(
        Status status, String customerId, String country, LocalDate day, InvoiceLines lines, Account account) {
    /** Where an invoice stands. */
    public enum Status {
        NONE,
        DRAFT,
        ISSUED,
        WRITTEN_OFF,
        VOID
    }

    public static final Invoice NONE =
            new Invoice(Status.NONE, "", "", LocalDate.MIN, InvoiceLines.NONE, Account.EMPTY);

    public static final Aggregate<String, Invoice, InvoiceEvent> AGGREGATE = Aggregate.of(
                    "invoice", InvoiceEvent.class, InvoiceEvent::invoiceId, NONE)
            .on(NewInvoiceCreated.class, Invoice::after)
            .on(LineAdded.class, (invoice, event) -> invoice.with(invoice.lines.with(event.line())))
            .on(LineRemoved.class, (invoice, event) -> invoice.with(invoice.lines.without(event.lineNo())))
            .on(InvoiceIssued.class, Invoice::after)
            .ignore(DueDateChanged.class)
            .on(PaymentAllocated.class, (invoice, event) -> invoice.with(invoice.account.paid(event.amount())))
            .on(InvoiceCredited.class, (invoice, event) -> invoice.with(invoice.account.credited(event.amount())))
            .on(InvoiceWrittenOff.class, Invoice::after)
            .on(InvoiceVoided.class, (invoice, event) -> invoice.with(Status.VOID));

    public boolean exists() {
        return status != Status.NONE;
    }

    public boolean isDraft() {
        return status == Status.DRAFT;
    }

    public boolean isIssued() {
        return status == Status.ISSUED;
    }

    private Invoice after(NewInvoiceCreated event) {
        return new Invoice(
                Status.DRAFT,
                event.customerId(),
                event.country(),
                event.createdOn(),
                InvoiceLines.of(event.lines()),
                Account.EMPTY);
    }

    private Invoice after(InvoiceIssued event) {
        return new Invoice(Status.ISSUED, customerId, country, event.issuedOn(), lines, Account.of(event.gross()));
    }

    private Invoice after(InvoiceWrittenOff event) {
        return with(Status.WRITTEN_OFF).with(account.writtenOff(event.amount()));
    }

    private Invoice with(Status next) {
        return new Invoice(next, customerId, country, day, lines, account);
    }

    private Invoice with(InvoiceLines next) {
        return new Invoice(status, customerId, country, day, next, account);
    }

    private Invoice with(Account next) {
        return new Invoice(status, customerId, country, day, lines, next);
    }
}
