package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Item;
import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.repositories.queries.KnownDocuments;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandService;
import java.sql.Connection;
import java.sql.SQLException;

/** Turns documents into commands, and goes on where an earlier run ended. */
public final class Feeder {
    private final CommandService invoicing;
    private final Connection rows;
    private final KnownDocuments known = new KnownDocuments();
    private final Tally tally = new Tally();
    private long sent;

    /** The connection is for looking up what is there already. */
    public Feeder(CommandService invoicing, Connection rows) {
        this.invoicing = invoicing;
        this.rows = rows;
    }

    public Tally tally() {
        return tally;
    }

    public long commandsSent() {
        return sent;
    }

    public void take(Document document) throws SQLException {
        tally.read(document);
        var rule = SetAside.rule(document);
        if (rule.isPresent()) {
            tally.setAside(rule.get(), document);
            return;
        }
        try {
            invoice(document);
            tally.invoice(document);
        } catch (Refusal refusal) {
            tally.setAside(SetAside.REFUSED, document);
        }
    }

    private void invoice(Document document) throws SQLException {
        String invoiceId = document.number();
        String customerId = document.customer();
        String status = known.invoiceStatus(rows, invoiceId);
        if (status.isEmpty()) {
            if (!known.customer(rows, customerId))
                send(new RegisterCustomer(customerId, Synthetic.name(customerId), document.country()));
            var items = document.lines().stream().map(Feeder::item).toList();
            send(new CreateNewInvoice(invoiceId, customerId, document.country(), document.day(), items));
        }
        if (status.isEmpty() || status.equals("DRAFT")) {
            String series = NumberSeries.ofInvoices(document.day());
            if (!known.series(rows, series)) send(new OpenNumberSeries(series));
            send(new IssueInvoice(invoiceId, document.day(), Synthetic.dueOn(customerId, document.day())));
        }
    }

    private static Item item(DocumentLine line) {
        return new Item(
                line.product(),
                line.description(),
                line.quantity(),
                line.unitPrice(),
                Synthetic.vatClass(line.product()));
    }

    private void send(Command command) {
        invoicing.send(command);
        sent++;
    }
}
