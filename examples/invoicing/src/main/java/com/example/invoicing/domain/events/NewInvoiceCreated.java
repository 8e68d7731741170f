package com.example.invoicing.domain.events;

import java.time.LocalDate;
import java.util.List;

/**
 * There is a new invoice, still a draft.
 *
 * @param country where the goods go; an invoice keeps its own, as customers move
 */
public record NewInvoiceCreated(
        String invoiceId, String customerId, String country, LocalDate createdOn, List<InvoiceLine> lines)
        implements InvoiceEvent {
    public NewInvoiceCreated {
        lines = List.copyOf(lines);
    }
}
