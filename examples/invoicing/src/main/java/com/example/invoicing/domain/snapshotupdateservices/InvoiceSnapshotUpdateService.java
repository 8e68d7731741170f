package com.example.invoicing.domain.snapshotupdateservices;

import com.example.invoicing.domain.events.DueDateChanged;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.PaymentAllocated;
import com.example.invoicing.repositories.commands.InvoiceCommandRepository;
import dev.espalier.infrastructure.SnapshotUpdateService;

/**
 * Keeps the rows of invoices as the events say. Where an event writes more than one row, it says how many; any other number
 * is an error, and then nothing is stored.
 */
public final class InvoiceSnapshotUpdateService extends SnapshotUpdateService {
    public static final String NAME = "invoice-rows";

    public InvoiceSnapshotUpdateService(InvoiceCommandRepository invoices) {
        super(NAME);
        on(NewInvoiceCreated.class, event -> 1 + event.lines().size(), invoices::add);
        on(LineAdded.class, event -> 2, invoices::addLine);
        on(LineRemoved.class, event -> 2, invoices::removeLine);
        on(InvoiceIssued.class, event -> 1 + event.vatGroups().size(), invoices::issue);
        on(DueDateChanged.class, invoices::changeDueDate);
        on(PaymentAllocated.class, event -> 2, invoices::allocate);
        on(InvoiceCredited.class, event -> 2, invoices::credit);
        on(InvoiceWrittenOff.class, invoices::writeOff);
        on(InvoiceVoided.class, invoices::makeVoid);
    }
}
