package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.PaymentEvent;
import com.example.invoicing.domain.events.PaymentReceived;
import dev.espalier.infrastructure.Aggregate;

/** A payment, as far as decisions depend on it. */
public record Payment(boolean isReceived) {
    public static final Payment NONE = new Payment(false);

    public static final Aggregate<String, Payment, PaymentEvent> AGGREGATE = Aggregate.of(
                    "payment", PaymentEvent.class, PaymentEvent::paymentId, NONE)
            .on(PaymentReceived.class, (none, event) -> new Payment(true));
}
