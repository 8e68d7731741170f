package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.models.Invoice;
import dev.espalier.infrastructure.CommandHandler;
import java.util.List;

public final class AddLineHandler implements CommandHandler<AddLine, Invoice> {
    @Override
    public List<LineAdded> handle(AddLine command, Invoice invoice) {
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(command.invoiceId());
        if (!invoice.isDraft()) throw new Refusal.NotADraft(command.invoiceId());
        int next = invoice.lines().lastNo() + 1;
        return List.of(new LineAdded(command.invoiceId(), command.item().asLine(next)));
    }
}
