package com.example.invoicing.domain.snapshotupdateservices;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.repositories.commands.InvoiceCommandRepository;
import dev.espalier.infrastructure.SnapshotUpdateService;

/** Keeps the rows of invoices as the events say. Each event states how many rows it writes; anything else is an error. */
public final class InvoiceSnapshotUpdateService extends SnapshotUpdateService {
    public static final String NAME = "invoice-rows";

    public InvoiceSnapshotUpdateService(InvoiceCommandRepository invoices) {
        super(NAME);
        on(NewInvoiceCreated.class, event -> 1 + event.lines().size(), invoices::add);
        on(InvoiceIssued.class, event -> 1 + event.vatGroups().size(), invoices::issue);
        on(InvoiceVoided.class, invoices::makeVoid);
    }
}
