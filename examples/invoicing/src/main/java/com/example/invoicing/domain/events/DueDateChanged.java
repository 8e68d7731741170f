package com.example.invoicing.domain.events;

import java.time.LocalDate;

/** The customer has more time to pay, or less. */
public record DueDateChanged(String invoiceId, LocalDate dueOn) implements InvoiceEvent {}
