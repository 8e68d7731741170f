package com.example.invoicing.domain.events;

import dev.espalier.infrastructure.Event;

/** What can happen to a customer. */
public sealed interface CustomerEvent extends Event permits CustomerRegistered {
    String customerId();
}
