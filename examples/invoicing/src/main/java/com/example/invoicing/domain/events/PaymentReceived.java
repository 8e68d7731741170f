package com.example.invoicing.domain.events;

import java.time.LocalDate;

/**
 * Money came in.
 *
 * @param allocated how much of it went to invoices, at once; the rest stays with the customer
 */
public record PaymentReceived(String paymentId, String customerId, LocalDate receivedOn, Money amount, Money allocated)
        implements PaymentEvent {}
