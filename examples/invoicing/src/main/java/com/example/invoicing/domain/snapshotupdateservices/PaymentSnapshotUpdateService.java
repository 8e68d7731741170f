package com.example.invoicing.domain.snapshotupdateservices;

import com.example.invoicing.domain.events.PaymentReceived;
import com.example.invoicing.repositories.commands.PaymentCommandRepository;
import dev.espalier.infrastructure.SnapshotUpdateService;

public final class PaymentSnapshotUpdateService extends SnapshotUpdateService {
    public PaymentSnapshotUpdateService(PaymentCommandRepository payments) {
        super("payment-rows");
        on(PaymentReceived.class, payments::add);
    }
}
