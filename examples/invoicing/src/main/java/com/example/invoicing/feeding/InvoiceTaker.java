package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.AddLine;
import com.example.invoicing.domain.commands.ChangeDueDate;
import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.repositories.queries.KnownDocuments;
import com.example.invoicing.repositories.queries.KnownDocuments.Known;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** An invoice of the file: created, completed by lines that came later, issued; whatever of that is not done yet. */
final class InvoiceTaker {
    private static final int MORE_DAYS = 14;

    private final Outbox outbox;
    private final Connection rows;
    private final Preparation preparation;
    private final KnownDocuments known = new KnownDocuments();

    InvoiceTaker(Outbox outbox, Connection rows) {
        this.outbox = outbox;
        this.rows = rows;
        this.preparation = new Preparation(outbox, rows);
    }

    void take(Document document) throws SQLException {
        String invoiceId = document.number();
        String customerId = document.customer();
        LocalDate day = document.day();
        List<DocumentLine> first = document.firstLines();
        Known state = known.invoice(rows, invoiceId).orElse(new Known("NONE", first.size(), ""));

        if (state.status().equals("NONE")) {
            preparation.customer(document);
            outbox.send(new CreateNewInvoice(invoiceId, customerId, document.country(), day, Items.of(first)));
        }
        LocalDate dueOn = Synthetic.dueOn(customerId, day);
        if (state.status().equals("NONE") || state.status().equals("DRAFT")) {
            List<DocumentLine> later = document.laterLines();
            int added = state.lines() - first.size();
            for (DocumentLine line : later.subList(added, later.size()))
                outbox.send(new AddLine(invoiceId, Items.of(line)));
            preparation.series(NumberSeries.ofInvoices(day));
            outbox.send(new IssueInvoice(invoiceId, day, dueOn));
        }
        if (Synthetic.isExtended(invoiceId)
                && (state.dueOn().isEmpty() || state.dueOn().equals(dueOn.toString())))
            outbox.send(new ChangeDueDate(invoiceId, dueOn.plusDays(MORE_DAYS)));
    }
}
