package com.example.invoicing.reports;

import com.example.invoicing.repositories.queries.PrintInvoice.Printed;
import java.io.PrintStream;

/** One invoice, as a customer gets it. */
final class InvoiceOnPaper {
    private InvoiceOnPaper() {}

    static void print(Printed invoice, PrintStream out) {
        var head = invoice.head();
        out.print("  " + head.name() + ", " + head.country() + "\n");
        out.print("  issued " + head.issuedOn() + ", due " + head.dueOn() + ", status "
                + head.status().toLowerCase(java.util.Locale.ROOT) + "\n\n");
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
        lines.print(out);
        out.print("\n");
        var totals = new Table("VAT", "rate", "net", "VAT amount");
        for (var vat : invoice.vat())
            totals.row(vat.vatClass().substring(0, 1), Figures.percent(vat.rate()), vat.net(), vat.vat());
        totals.row("", "total", head.net(), head.vat());
        totals.row("", "to pay", "", head.gross());
        totals.row("", "balance", "", head.balance());
        totals.print(out);
    }
}
