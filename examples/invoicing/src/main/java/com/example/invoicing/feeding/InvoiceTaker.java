package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.AddLine;
import com.example.invoicing.domain.commands.ChangeDueDate;
import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.repositories.queries.KnownDocuments;
import com.example.invoicing.repositories.queries.KnownDocuments.Known;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** An invoice of the file: created, completed by lines that came later, issued; whatever of that is not done yet. */
final class InvoiceTaker {
    private static final Known NOTHING = new Known("NONE", 0, "");
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

    /** Returns false when a rule of the domain speaks against it; what was begun is void then. */
    boolean take(Document document) throws SQLException {
        String invoiceId = document.number();
        LocalDate dueOn = Synthetic.dueOn(document.customer(), document.day());
        Known state = known.invoice(rows, invoiceId).orElse(NOTHING);
        if (state.status().equals("VOID")) return false;
        if (state == NOTHING) create(document);
        boolean toBeIssued = state == NOTHING || state.status().equals("DRAFT");
        if (toBeIssued && !complete(document, state.lines(), dueOn)) return false;
        if (Synthetic.isExtended(invoiceId)
                && (state.dueOn().isEmpty() || state.dueOn().equals(dueOn.toString())))
            outbox.send(new ChangeDueDate(invoiceId, dueOn.plusDays(MORE_DAYS)));
        return true;
    }

    private void create(Document document) throws SQLException {
        preparation.customer(document);
        outbox.send(new CreateNewInvoice(
                document.number(),
                document.customer(),
                document.country(),
                document.day(),
                Items.of(document.firstLines())));
    }

    private boolean complete(Document document, int linesThere, LocalDate dueOn) throws SQLException {
        String invoiceId = document.number();
        try {
            List<DocumentLine> later = document.laterLines();
            int added = Math.max(0, linesThere - document.firstLines().size());
            for (DocumentLine line : later.subList(added, later.size()))
                outbox.send(new AddLine(invoiceId, Items.of(line)));
            preparation.series(NumberSeries.ofInvoices(document.day()));
            outbox.send(new IssueInvoice(invoiceId, document.day(), dueOn));
            return true;
        } catch (Refusal refusal) {
            outbox.send(new VoidInvoice(invoiceId, refusal.getMessage()));
            return false;
        }
    }
}
