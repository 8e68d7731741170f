package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.DueDateChanged;
import com.example.invoicing.domain.models.Invoice;
import dev.espalier.infrastructure.CommandHandler;
import java.util.List;

public final class ChangeDueDateHandler implements CommandHandler<ChangeDueDate, Invoice> {
    @Override
    public List<DueDateChanged> handle(ChangeDueDate command, Invoice invoice) {
        String id = command.invoiceId();
        if (!invoice.exists()) throw new Refusal.UnknownInvoice(id);
        if (!invoice.isIssued()) throw new Refusal.NotIssued(id);
        if (command.dueOn().isBefore(invoice.day())) throw new Refusal.DueBeforeIssue(id);
        return List.of(new DueDateChanged(id, command.dueOn()));
    }
}
