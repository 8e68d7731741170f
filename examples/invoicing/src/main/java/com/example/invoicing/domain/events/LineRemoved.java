package com.example.invoicing.domain.events;

/** The draft has one line less. Its number is not used again. */
public record LineRemoved(String invoiceId, int lineNo) implements InvoiceEvent {}
