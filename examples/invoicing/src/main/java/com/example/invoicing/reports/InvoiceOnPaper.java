package com.example.invoicing.reports;

import com.example.invoicing.repositories.queries.PrintInvoice;
import com.example.invoicing.repositories.queries.PrintInvoice.Printed;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** One invoice, as a customer gets it. */
public final class InvoiceOnPaper {
    private InvoiceOnPaper() {}

    public static void print(String number, Connection rows, PrintStream out) throws SQLException {
        out.print("\nInvoice " + number + "\n");
        var invoice = new PrintInvoice().run(rows, number);
        if (invoice.isPresent()) print(invoice.get(), out);
        else out.print("  There is no such invoice.\n");
    }

    private static void print(Printed invoice, PrintStream out) {
        var head = invoice.head();
        out.print("  " + head.name() + ", " + head.country() + "\n");
        out.print("  issued " + head.issuedOn() + ", due " + head.dueOn() + ", "
                + head.status().toLowerCase(Locale.ROOT) + "\n\n");
        var lines = new Table("line", "product", "description", "quantity", "price", "VAT", "amount");
        for (var line : invoice.lines())
            lines.row(
                    line.lineNo(),
                    line.product(),
                    line.description(),
                    line.quantity(),
                    line.unitPrice(),
                    line.vatClass().substring(0, 1),
                    line.amount());
        lines.print(out, Integer.MAX_VALUE);
        out.print("\n");
        totals(invoice).print(out, Integer.MAX_VALUE);
    }

    private static Table totals(Printed invoice) {
        var head = invoice.head();
        var totals = new Table("VAT", "rate", "net", "VAT amount", "gross");
        for (var vat : invoice.vat())
            totals.row(
                    vat.vatClass().substring(0, 1),
                    Figures.percent(vat.rate()),
                    vat.net(),
                    vat.vat(),
                    vat.net().add(vat.vat()));
        totals.row("", "total", head.net(), head.vat(), head.gross());
        totals.row("", "paid", "", "", head.paid().negate());
        totals.row("", "credited", "", "", head.credited().negate());
        return totals.total("", "to pay", "", "", head.balance());
    }
}
