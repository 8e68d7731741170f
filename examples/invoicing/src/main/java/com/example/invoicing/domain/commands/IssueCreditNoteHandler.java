package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.NumberTaken;
import com.example.invoicing.domain.models.CreditNote;
import com.example.invoicing.domain.models.Customer;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.domain.models.VatRates;
import com.example.invoicing.domain.models.VatTotals;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.States;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A number, a credit note, and what it does to each of the invoices that it is for: all of it in one append. */
public final class IssueCreditNoteHandler implements CommandHandler<IssueCreditNote, States> {
    @Override
    public List<Event> handle(IssueCreditNote command, States states) {
        String id = command.creditNoteId();
        if (states.of(CreditNote.AGGREGATE, id).isIssued()) throw new Refusal.CreditNoteExists(id);
        if (!states.of(Customer.AGGREGATE, command.customerId()).isRegistered())
            throw new Refusal.UnknownCustomer(command.customerId());
        List<InvoiceLine> lines = Item.asLines(command.items());
        VatTotals totals = VatRates.totals(lines, command.country(), rateDay(command, states));
        if (!totals.gross().isPositive()) throw new Refusal.NothingToCredit(id);

        NumberTaken taken = Numbers.take(states, NumberSeries.ofCreditNotes(command.issuedOn()), id);
        List<InvoiceCredited> credits = credits(command, totals.gross(), states);
        List<Event> events = new ArrayList<>();
        events.add(taken);
        events.add(new CreditNoteIssued(
                id,
                taken.documentNumber(),
                command.customerId(),
                command.country(),
                command.issuedOn(),
                command.reason(),
                lines,
                totals.groups(),
                totals.net(),
                totals.vat(),
                totals.gross(),
                Money.sum(credits.stream().map(InvoiceCredited::amount).toList())));
        events.addAll(credits);
        return events;
    }

    /** A credit note bears the rates of what it takes back. */
    private static LocalDate rateDay(IssueCreditNote command, States states) {
        if (command.invoiceIds().isEmpty()) return command.issuedOn();
        return creditable(command, command.invoiceIds().get(0), states).day();
    }

    private static List<InvoiceCredited> credits(IssueCreditNote command, Money gross, States states) {
        List<InvoiceCredited> credits = new ArrayList<>();
        Set<String> named = new HashSet<>();
        Money left = gross;
        for (String invoiceId : command.invoiceIds()) {
            if (!named.add(invoiceId)) throw new Refusal.NamedTwice(invoiceId);
            Money possible = creditable(command, invoiceId, states).account().creditable();
            Money amount = possible.isMoreThan(left) ? left : possible;
            if (amount.isPositive()) credits.add(new InvoiceCredited(invoiceId, command.creditNoteId(), amount));
            left = left.minus(amount);
        }
        return credits;
    }

    private static Invoice creditable(IssueCreditNote command, String invoiceId, States states) {
        Invoice invoice = states.of(Invoice.AGGREGATE, invoiceId);
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(invoiceId);
        if (!invoice.isIssued()) throw new Refusal.NotIssued(invoiceId);
        if (!invoice.customerId().equals(command.customerId()))
            throw new Refusal.OfAnotherCustomer(invoiceId, command.customerId());
        return invoice;
    }
}
