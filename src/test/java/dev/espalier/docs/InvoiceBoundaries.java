package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventStore;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** The page about decision boundaries: an invoice number is given once, and no customer owes more than the limit. */
final class InvoiceBoundaries {
    record GrantCredit(String customer, BigDecimal limit) implements Command {}

    record IssueInvoice(String invoice, String customer, String number, BigDecimal amount) implements Command {}

    record PayInvoice(String invoice) implements Command {}

    record CreditGranted(String customer, BigDecimal limit) implements Event {}

    sealed interface InvoiceEvent extends Event {
        String invoice();
    }

    // <tags>
    record InvoiceIssued(String invoice, String customer, String number, BigDecimal amount) implements InvoiceEvent {
        @Override
        public Set<Tag> tags() {
            return Set.of(Tag.of("customer", customer), Tag.of("number", number));
        }
    }

    record InvoicePaid(String invoice, String customer, BigDecimal amount) implements InvoiceEvent {
        @Override
        public Set<Tag> tags() {
            return Set.of(Tag.of("customer", customer));
        }
    }
    // </tags>

    record Invoice(String customer, BigDecimal amount, boolean isPaid) {
        static final Invoice NONE = new Invoice("", BigDecimal.ZERO, false);
        static final Aggregate<String, Invoice, InvoiceEvent> AGGREGATE = Aggregate.of(
                        "invoice", InvoiceEvent.class, InvoiceEvent::invoice, NONE)
                .on(InvoiceIssued.class, (none, event) -> new Invoice(event.customer(), event.amount(), false))
                .on(InvoicePaid.class, (invoice, event) -> new Invoice(invoice.customer, invoice.amount, true));
    }

    static final Aggregate<String, BigDecimal, CreditGranted> CREDIT = Aggregate.of(
                    "credit", CreditGranted.class, CreditGranted::customer, BigDecimal.ZERO)
            .on(CreditGranted.class, (before, event) -> event.limit());

    // <models>
    static final DecisionModel<String, Boolean> TAKEN = DecisionModel.of(
                    (String number) -> Tag.of("number", number), false)
            .on(InvoiceIssued.class, (taken, event) -> true);

    static final DecisionModel<String, BigDecimal> OWED = DecisionModel.of(
                    (String customer) -> Tag.of("customer", customer), BigDecimal.ZERO)
            .on(InvoiceIssued.class, (owed, event) -> owed.add(event.amount()))
            .on(InvoicePaid.class, (owed, event) -> owed.subtract(event.amount()));
    // </models>

    private InvoiceBoundaries() {}

    // <issue>
    static List<? extends Event> issue(IssueInvoice command, States states) {
        if (states.of(Invoice.AGGREGATE, command.invoice()) != Invoice.NONE)
            throw new Refused("invoice " + command.invoice() + " is issued already");
        if (states.of(TAKEN, command.number())) throw new Refused("number " + command.number() + " is taken");
        BigDecimal limit = states.of(CREDIT, command.customer());
        if (states.of(OWED, command.customer()).add(command.amount()).compareTo(limit) > 0)
            throw new Refused(command.customer() + " may owe " + limit + " at most");
        return List.of(new InvoiceIssued(command.invoice(), command.customer(), command.number(), command.amount()));
    }
    // </issue>

    static List<? extends Event> pay(PayInvoice command, Invoice invoice) {
        if (invoice == Invoice.NONE || invoice.isPaid()) return List.of();
        return List.of(new InvoicePaid(command.invoice(), invoice.customer(), invoice.amount()));
    }

    static List<? extends Event> grant(GrantCredit command, BigDecimal before) {
        return List.of(new CreditGranted(command.customer(), command.limit()));
    }

    static Espalier open(EventStore store) {
        return Espalier.on(store)
                .decide(IssueInvoice.class, InvoiceBoundaries::issue)
                .handle(PayInvoice.class, PayInvoice::invoice, Invoice.AGGREGATE, InvoiceBoundaries::pay)
                .handle(GrantCredit.class, GrantCredit::customer, CREDIT, InvoiceBoundaries::grant)
                .open();
    }

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
