package com.example.invoicing.domain.events;

/** Nobody expects the rest of this invoice to be paid any more. */
public record InvoiceWrittenOff(String invoiceId, Money amount, String reason) implements InvoiceEvent {}
