package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.models.Invoice;
import dev.espalier.infrastructure.CommandHandler;
import java.util.List;

public final class WriteOffHandler implements CommandHandler<WriteOff, Invoice> {
    @Override
    public List<InvoiceWrittenOff> handle(WriteOff command, Invoice invoice) {
        String id = command.invoiceId();
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(id);
        if (!invoice.isIssued()) throw new Refusal.NotIssued(id);
        Money open = invoice.account().balance();
        if (!open.isPositive()) throw new Refusal.NothingOpen(id);
        return List.of(new InvoiceWrittenOff(id, open, command.reason()));
    }
}
