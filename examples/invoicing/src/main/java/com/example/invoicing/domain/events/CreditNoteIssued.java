package com.example.invoicing.domain.events;

import java.time.LocalDate;
import java.util.List;

/**
 * A customer gets money back, or owes less.
 *
 * @param credited how much of it went to invoices, at once; the rest stays with the customer
 */
public record CreditNoteIssued(
        String creditNoteId,
        String number,
        String customerId,
        String country,
        LocalDate issuedOn,
        String reason,
        List<InvoiceLine> lines,
        List<VatGroup> vatGroups,
        Money net,
        Money vat,
        Money gross,
        Money credited)
        implements CreditNoteEvent {
    public CreditNoteIssued {
        lines = List.copyOf(lines);
        vatGroups = List.copyOf(vatGroups);
    }
}
