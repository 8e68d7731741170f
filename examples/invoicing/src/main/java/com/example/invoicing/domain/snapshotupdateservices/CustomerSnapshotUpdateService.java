package com.example.invoicing.domain.snapshotupdateservices;

import com.example.invoicing.domain.events.CustomerRegistered;
import com.example.invoicing.repositories.commands.CustomerCommandRepository;
import dev.espalier.infrastructure.SnapshotUpdateService;

public final class CustomerSnapshotUpdateService extends SnapshotUpdateService {
    public CustomerSnapshotUpdateService(CustomerCommandRepository customers) {
        super("customer-rows");
        on(CustomerRegistered.class, customers::add);
    }
}
