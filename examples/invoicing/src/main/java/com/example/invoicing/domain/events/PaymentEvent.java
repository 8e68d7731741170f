package com.example.invoicing.domain.events;

import dev.espalier.infrastructure.Event;

/** What can happen to a payment. */
public sealed interface PaymentEvent extends Event permits PaymentReceived {
    String paymentId();
}
