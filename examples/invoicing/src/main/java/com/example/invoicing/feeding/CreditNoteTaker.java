package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.IssueCreditNote;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.repositories.queries.CreditableInvoices;
import com.example.invoicing.repositories.queries.KnownDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A cancellation of the file. It does not say what it cancels: the invoices that have the product of its first line are
 * tried first, then others of the customer.
 */
final class CreditNoteTaker {
    private static final int INVOICES_AT_MOST = 5;

    private final Outbox outbox;
    private final Connection rows;
    private final Preparation preparation;
    private final KnownDocuments known = new KnownDocuments();
    private final CreditableInvoices creditable = new CreditableInvoices();

    CreditNoteTaker(Outbox outbox, Connection rows) {
        this.outbox = outbox;
        this.rows = rows;
        this.preparation = new Preparation(outbox, rows);
    }

    void take(Document document) throws SQLException {
        if (known.creditNote(rows, document.number())) return;
        preparation.customer(document);
        preparation.series(NumberSeries.ofCreditNotes(document.day()));
        String product = document.lines().get(0).product();
        List<String> invoices = creditable.run(rows, document.customer(), product, INVOICES_AT_MOST);
        outbox.send(new IssueCreditNote(
                document.number(),
                document.customer(),
                document.country(),
                document.day(),
                "taken back",
                Items.takenBack(document.lines()),
                invoices));
    }
}
