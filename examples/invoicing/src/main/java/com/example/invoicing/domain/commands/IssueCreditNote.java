package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;
import java.time.LocalDate;
import java.util.List;

/**
 * Something is taken back.
 *
 * @param invoiceIds what it is for, in this order: each is credited as far as it can be, and what is left stays with the
 *     customer
 */
public record IssueCreditNote(
        String creditNoteId,
        String customerId,
        String country,
        LocalDate issuedOn,
        String reason,
        List<Item> items,
        List<String> invoiceIds)
        implements Command {
    public IssueCreditNote {
        items = List.copyOf(items);
        invoiceIds = List.copyOf(invoiceIds);
    }
}
