package com.example.invoicing.domain.events;

/** The draft has one line more. */
public record LineAdded(String invoiceId, InvoiceLine line) implements InvoiceEvent {}
