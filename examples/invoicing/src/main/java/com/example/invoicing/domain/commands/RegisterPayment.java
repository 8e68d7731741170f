package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.Money;
import dev.espalier.infrastructure.Command;
import java.time.LocalDate;
import java.util.List;

/** Money came in, for these invoices. */
public record RegisterPayment(String paymentId, String customerId, LocalDate receivedOn, Money amount, List<Part> parts)
        implements Command {
    /** So much of it is for this invoice. */
    public record Part(String invoiceId, Money amount) {}

    public RegisterPayment {
        parts = List.copyOf(parts);
    }
}
