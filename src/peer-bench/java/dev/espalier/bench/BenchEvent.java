package dev.espalier.bench;

import dev.espalier.infrastructure.Event;
import peerbench.InvoiceCreated;
import peerbench.InvoiceEvent;
import peerbench.InvoicePaid;
import peerbench.LineAdded;

/** The harness' events as events of ours, with the same JSON: its own types cannot implement our interface. */
sealed interface BenchEvent extends Event {
    String invoiceId();

    InvoiceEvent theirs();

    record Created(
            String invoiceId,
            String customerId,
            String customerName,
            String billingAddress,
            String currency,
            String issuedOn,
            String dueOn,
            String reference)
            implements BenchEvent {
        @Override
        public InvoiceCreated theirs() {
            return new InvoiceCreated(
                    invoiceId, customerId, customerName, billingAddress, currency, issuedOn, dueOn, reference);
        }
    }

    record Added(
            String invoiceId,
            int lineNo,
            String sku,
            String description,
            int quantity,
            long unitPriceCents,
            String taxCode,
            String costCentre,
            String note)
            implements BenchEvent {
        static Added of(LineAdded line) {
            return new Added(
                    line.invoiceId(),
                    line.lineNo(),
                    line.sku(),
                    line.description(),
                    line.quantity(),
                    line.unitPriceCents(),
                    line.taxCode(),
                    line.costCentre(),
                    line.note());
        }

        @Override
        public LineAdded theirs() {
            return new LineAdded(
                    invoiceId, lineNo, sku, description, quantity, unitPriceCents, taxCode, costCentre, note);
        }
    }

    record Paid(
            String invoiceId,
            long amountCents,
            String method,
            String bankReference,
            String paidOn,
            String payerName,
            String note)
            implements BenchEvent {
        @Override
        public InvoicePaid theirs() {
            return new InvoicePaid(invoiceId, amountCents, method, bankReference, paidOn, payerName, note);
        }
    }

    static BenchEvent of(InvoiceEvent event) {
        if (event instanceof LineAdded line) return Added.of(line);
        if (event instanceof InvoiceCreated created)
            return new Created(
                    created.invoiceId(),
                    created.customerId(),
                    created.customerName(),
                    created.billingAddress(),
                    created.currency(),
                    created.issuedOn(),
                    created.dueOn(),
                    created.reference());
        InvoicePaid paid = (InvoicePaid) event;
        return new Paid(
                paid.invoiceId(),
                paid.amountCents(),
                paid.method(),
                paid.bankReference(),
                paid.paidOn(),
                paid.payerName(),
                paid.note());
    }
}
