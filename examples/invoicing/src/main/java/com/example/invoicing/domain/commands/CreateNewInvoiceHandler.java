package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.models.Customer;
import com.example.invoicing.domain.models.Invoice;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.States;
import java.util.List;

public final class CreateNewInvoiceHandler implements CommandHandler<CreateNewInvoice, States> {
    @Override
    public List<NewInvoiceCreated> handle(CreateNewInvoice command, States states) {
        Invoice invoice = states.of(Invoice.AGGREGATE, command.invoiceId());
        if (invoice.exists()) throw new Refusal.InvoiceExists(command.invoiceId());
        Customer customer = states.of(Customer.AGGREGATE, command.customerId());
        if (!customer.isRegistered()) throw new Refusal.UnknownCustomer(command.customerId());

        List<InvoiceLine> lines = Item.asLines(command.items());
        return List.of(new NewInvoiceCreated(
                command.invoiceId(), command.customerId(), command.country(), command.createdOn(), lines));
    }
}
