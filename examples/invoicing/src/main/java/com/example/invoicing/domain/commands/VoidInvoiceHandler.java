package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.models.Invoice;
import dev.espalier.infrastructure.CommandHandler;
import java.util.List;

public final class VoidInvoiceHandler implements CommandHandler<VoidInvoice, Invoice> {
    @Override
    public List<InvoiceVoided> handle(VoidInvoice command, Invoice invoice) {
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(command.invoiceId());
        if (invoice.status() == Invoice.Status.VOID) throw new Refusal.InvoiceIsVoid(command.invoiceId());
        if (!invoice.account().isUntouched()) throw new Refusal.HasBookings(command.invoiceId());
        return List.of(new InvoiceVoided(command.invoiceId(), command.reason()));
    }
}
