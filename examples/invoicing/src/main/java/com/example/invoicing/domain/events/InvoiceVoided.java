package com.example.invoicing.domain.events;

/** The invoice counts no longer. If it had a number, it keeps it. */
public record InvoiceVoided(String invoiceId, String reason) implements InvoiceEvent {}
