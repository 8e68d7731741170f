package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.NumberTaken;
import com.example.invoicing.domain.events.VatGroup;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.domain.models.VatRates;
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

        List<VatGroup> groups = VatRates.groups(invoice.lines(), invoice.country(), command.issuedOn());
        Money net = Money.sum(groups.stream().map(VatGroup::net).toList());
        Money vat = Money.sum(groups.stream().map(VatGroup::vat).toList());
        Money gross = net.plus(vat);
        if (!gross.isPositive()) throw new Refusal.NothingToCharge(id);

        String series = NumberSeries.ofInvoices(command.issuedOn());
        NumberSeries numbers = states.of(NumberSeries.AGGREGATE, series);
        if (!numbers.isOpen()) throw new Refusal.NumbersNotOpen(series);
        int next = numbers.next();
        return List.of(
                new NumberTaken(series, next, id),
                new InvoiceIssued(
                        id,
                        NumberSeries.documentNumber(series, next),
                        command.issuedOn(),
                        command.dueOn(),
                        groups,
                        net,
                        vat,
                        gross));
    }
}
