package com.example.invoicing.domain.commands;

import dev.espalier.infrastructure.Command;
import java.time.LocalDate;
import java.util.List;

public record CreateNewInvoice(
        String invoiceId, String customerId, String country, LocalDate createdOn, List<Item> items) implements Command {
    public CreateNewInvoice {
        items = List.copyOf(items);
    }
}
