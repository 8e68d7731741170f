package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.CustomerEvent;
import com.example.invoicing.domain.events.CustomerRegistered;
import dev.espalier.infrastructure.Aggregate;

/** A customer, as far as decisions depend on it. */
public record Customer(boolean isRegistered) {
    public static final Customer NONE = new Customer(false);

    public static final Aggregate<String, Customer, CustomerEvent> AGGREGATE = Aggregate.of(
                    "customer", CustomerEvent.class, CustomerEvent::customerId, NONE)
            .on(CustomerRegistered.class, (none, event) -> new Customer(true));
}
