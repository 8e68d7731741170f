package com.example.invoicing.domain.events;

/** So much of a credit note was for this invoice. */
public record InvoiceCredited(String invoiceId, String creditNoteId, Money amount) implements InvoiceEvent {}
