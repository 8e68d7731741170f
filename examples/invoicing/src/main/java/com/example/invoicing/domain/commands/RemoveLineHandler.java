package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.models.Invoice;
import dev.espalier.infrastructure.CommandHandler;
import java.util.List;

public final class RemoveLineHandler implements CommandHandler<RemoveLine, Invoice> {
    @Override
    public List<LineRemoved> handle(RemoveLine command, Invoice invoice) {
        String id = command.invoiceId();
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(id);
        if (!invoice.isDraft()) throw new Refusal.NotADraft(id);
        if (!invoice.lines().has(command.lineNo())) throw new Refusal.UnknownLine(id, command.lineNo());
        return List.of(new LineRemoved(id, command.lineNo()));
    }
}
