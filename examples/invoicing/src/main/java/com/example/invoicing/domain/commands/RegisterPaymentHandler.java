package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.commands.RegisterPayment.Part;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.PaymentAllocated;
import com.example.invoicing.domain.events.PaymentReceived;
import com.example.invoicing.domain.models.Customer;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.domain.models.Payment;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.States;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One payment settles several invoices: as many streams as it has parts, and one of its own, in one append. */
public final class RegisterPaymentHandler implements CommandHandler<RegisterPayment, States> {
    @Override
    public List<Event> handle(RegisterPayment command, States states) {
        String id = command.paymentId();
        if (states.of(Payment.AGGREGATE, id).isReceived()) throw new Refusal.PaymentExists(id);
        if (!states.of(Customer.AGGREGATE, command.customerId()).isRegistered())
            throw new Refusal.UnknownCustomer(command.customerId());
        if (!command.amount().isPositive()) throw new Refusal.NothingPaid(id);
        Money allocated = Money.sum(command.parts().stream().map(Part::amount).toList());
        if (allocated.isMoreThan(command.amount()))
            throw new Refusal.AllocatedMoreThanPaid(id, command.amount(), allocated);

        List<Event> events = new ArrayList<>();
        events.add(new PaymentReceived(id, command.customerId(), command.receivedOn(), command.amount(), allocated));
        Set<String> named = new HashSet<>();
        for (Part part : command.parts()) {
            if (!named.add(part.invoiceId())) throw new Refusal.NamedTwice(part.invoiceId());
            check(command, part, states.of(Invoice.AGGREGATE, part.invoiceId()));
            events.add(new PaymentAllocated(part.invoiceId(), id, part.amount()));
        }
        return events;
    }

    private static void check(RegisterPayment command, Part part, Invoice invoice) {
        String id = part.invoiceId();
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(id);
        if (!invoice.isIssued()) throw new Refusal.NotIssued(id);
        if (!invoice.customerId().equals(command.customerId()))
            throw new Refusal.OfAnotherCustomer(id, command.customerId());
        if (!part.amount().isPositive()) throw new Refusal.NothingPaid(command.paymentId());
        Money open = invoice.account().balance();
        if (part.amount().isMoreThan(open)) throw new Refusal.MoreThanOpen(id, open, part.amount());
    }
}
