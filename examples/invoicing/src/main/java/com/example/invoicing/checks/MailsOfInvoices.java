package com.example.invoicing.checks;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.reports.Figures;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ReadRange;

/** Whether each invoice that went out since then had one mail, although its event was read again to build a view. */
public final class MailsOfInvoices {
    private MailsOfInvoices() {}

    public static Check run(EventStoreService events, long since, long mails) {
        try (var issued = events.read(Query.types(InvoiceIssued.class), ReadRange.from(since))) {
            long invoices = 0;
            for (var each : issued) invoices++;
            return new Check(
                    "each invoice has had one mail, and the rebuild has sent none",
                    mails == invoices,
                    Figures.count(mails) + " mails, " + Figures.count(invoices) + " invoices");
        }
    }
}
