package com.example.invoicing.domain.events;

import dev.espalier.infrastructure.Event;

/** What can happen to an invoice. */
public sealed interface InvoiceEvent extends Event
        permits NewInvoiceCreated,
                LineAdded,
                LineRemoved,
                InvoiceIssued,
                DueDateChanged,
                PaymentAllocated,
                InvoiceCredited,
                InvoiceWrittenOff,
                InvoiceVoided {
    String invoiceId();
}
