package dev.espalier.story;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.EventStore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small domain for the tests of the command path. */
final class Invoicing {
    record CreateInvoice(String id, String customer, BigDecimal amount) implements Command {}

    record PayInvoices(String payment, BigDecimal limit, List<String> invoices) implements Command {}

    record Unknown() implements Command {}

    sealed interface InvoiceEvent extends Event {
        String id();

        String customer();

        @Override
        default Set<Tag> tags() {
            return Set.of(Tag.of("customer", customer()));
        }
    }

    record InvoiceCreated(String id, String customer, BigDecimal amount) implements InvoiceEvent {}

    record InvoicePaid(String id, String customer, String payment) implements InvoiceEvent {}

    sealed interface PaymentEvent extends Event {
        String payment();
    }

    record PaymentReceived(String payment, BigDecimal sum) implements PaymentEvent {}

    record Invoice(String customer, BigDecimal amount, boolean paid) {
        static final Invoice NONE = new Invoice("", BigDecimal.ZERO, false);
        static final Aggregate<String, Invoice, InvoiceEvent> AGGREGATE = Aggregate.of(
                        "invoice", InvoiceEvent.class, InvoiceEvent::id, NONE)
                .on(InvoiceCreated.class, (none, event) -> new Invoice(event.customer(), event.amount(), false))
                .on(InvoicePaid.class, (invoice, event) -> new Invoice(invoice.customer, invoice.amount, true));

        boolean exists() {
            return this != NONE;
        }
    }

    static final Aggregate<String, Boolean, PaymentEvent> PAYMENT = Aggregate.of(
                    "payment", PaymentEvent.class, PaymentEvent::payment, false)
            .on(PaymentReceived.class, (no, event) -> true);

    /** How much a customer was ever invoiced. */
    static final DecisionModel<String, BigDecimal> INVOICED = DecisionModel.of(
                    (String customer) -> Tag.of("customer", customer), BigDecimal.ZERO)
            .on(InvoiceCreated.class, (sum, event) -> sum.add(event.amount()));

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    static List<? extends Event> create(CreateInvoice command, Invoice invoice) {
        if (invoice.exists()) throw new Refused("invoice " + command.id() + " exists");
        if (command.amount().signum() == 0) return List.of();
        return List.of(new InvoiceCreated(command.id(), command.customer(), command.amount()));
    }

    static List<? extends Event> pay(PayInvoices command, States states) {
        var events = new ArrayList<Event>();
        BigDecimal sum = BigDecimal.ZERO;
        if (states.of(PAYMENT, command.payment())) return List.of();
        for (String id : command.invoices()) {
            Invoice invoice = states.of(Invoice.AGGREGATE, id);
            if (!invoice.exists() || invoice.paid()) throw new Refused("invoice " + id + " is not open");
            if (states.of(INVOICED, invoice.customer()).compareTo(command.limit()) > 0)
                throw new Refused(invoice.customer() + " is over the limit");
            sum = sum.add(invoice.amount());
            events.add(new InvoicePaid(id, invoice.customer(), command.payment()));
        }
        events.add(new PaymentReceived(command.payment(), sum));
        return events;
    }

    /** Rows in a map: what a legacy table is to these tests. */
    static final class Rows extends SnapshotUpdateService {
        final Map<String, String> rows = new HashMap<>();
        final List<String> calls = new ArrayList<>();

        Rows(String name) {
            super(name);
            on(InvoiceCreated.class, this::add);
            on(InvoicePaid.class, (event, envelope, transaction) -> pay(event, envelope.version(), transaction));
            ignore(PaymentReceived.class);
        }

        private int add(InvoiceCreated event, Transaction transaction) {
            calls.add("created " + event.id());
            rows.put(event.id(), "open 1");
            transaction.onRollback(() -> rows.remove(event.id()));
            return 1;
        }

        private int pay(InvoicePaid event, long version, Transaction transaction) {
            calls.add("paid " + event.id());
            if (event.payment().equals("rejected")) throw new IllegalStateException("CHECK failed");
            if (!rows.containsKey(event.id())) return 0;
            String before = rows.put(event.id(), "paid " + version);
            transaction.onRollback(() -> rows.put(event.id(), before));
            return 1;
        }
    }

    private Invoicing() {}

    static Espalier.Builder on(EventStore store) {
        return Espalier.on(store)
                .handle(CreateInvoice.class, CreateInvoice::id, Invoice.AGGREGATE, Invoicing::create)
                .decide(PayInvoices.class, Invoicing::pay)
                .aggregate(PAYMENT);
    }
}
