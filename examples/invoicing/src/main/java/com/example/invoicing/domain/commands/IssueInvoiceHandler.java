package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.NumberTaken;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.domain.models.VatRates;
import com.example.invoicing.domain.models.VatTotals;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.States;
import java.util.List;

/** Two streams, one decision: the number and the invoice that bears it are stored together. */
public final class IssueInvoiceHandler implements CommandHandler<IssueInvoice, States> {
    @Override
    public List<Event> handle(IssueInvoice command, States states) {
        String id = command.invoiceId();
        Invoice invoice = states.of(Invoice.AGGREGATE, id);
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(id);
        if (!invoice.isDraft()) throw new Refusal.NotADraft(id);
        if (command.dueOn().isBefore(command.issuedOn())) throw new Refusal.DueBeforeIssue(id);
        VatTotals totals = VatRates.totals(invoice.lines().all(), invoice.country(), command.issuedOn());
        if (!totals.gross().isPositive()) throw new Refusal.NothingToCharge(id);

        NumberTaken taken = Numbers.take(states, NumberSeries.ofInvoices(command.issuedOn()), id);
        InvoiceIssued issued = new InvoiceIssued(
                id,
                taken.documentNumber(),
                command.issuedOn(),
                command.dueOn(),
                totals.groups(),
                totals.net(),
                totals.vat(),
                totals.gross());
        return List.of(taken, issued);
    }
}
