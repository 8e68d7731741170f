package com.example.invoicing.domain.events;

import java.time.LocalDate;
import java.util.List;

/**
 * The invoice went out. Number, rates and totals were decided with the command and are kept here, so that no later reader
 * has to work them out again, with tomorrow's rates.
 */
public record InvoiceIssued(
        String invoiceId,
        String number,
        LocalDate issuedOn,
        LocalDate dueOn,
        List<VatGroup> vatGroups,
        Money net,
        Money vat,
        Money gross)
        implements InvoiceEvent {
    public InvoiceIssued {
        vatGroups = List.copyOf(vatGroups);
    }
}
