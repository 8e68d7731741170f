package com.example.invoicing.domain.reactors;

import com.example.invoicing.domain.events.InvoiceIssued;
import dev.espalier.infrastructure.Reactor;

/** Tells the customer of each invoice that goes out. A replay sends none. */
public final class InvoiceMails extends Reactor {
    public static final String NAME = "invoice-mails";

    public InvoiceMails(Mails mails) {
        super(NAME);
        on(
                InvoiceIssued.class,
                (event, occasion) -> mails.send(
                        event.invoiceId(), "Invoice " + event.number() + " over " + event.gross(), occasion.key()));
    }
}
