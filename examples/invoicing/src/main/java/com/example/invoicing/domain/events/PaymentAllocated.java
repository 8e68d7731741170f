package com.example.invoicing.domain.events;

/** So much of a payment was for this invoice. Stored together with the payment, and with its other invoices. */
public record PaymentAllocated(String invoiceId, String paymentId, Money amount) implements InvoiceEvent {}
