package com.example.invoicing.reports;

import com.example.invoicing.feeding.SetAside;
import com.example.invoicing.feeding.Tally;
import com.example.invoicing.feeding.Tally.Sum;
import java.io.PrintStream;

/** What became of the file, to the last line and penny. */
public final class IntakeReport {
    private IntakeReport() {}

    public static void print(Tally tally, PrintStream out) {
        out.print("\nWhat became of the documents\n");
        var table = new Table("", "documents", "lines", "net");
        add(table, "invoices", tally.invoices());
        for (SetAside rule : SetAside.values())
            if (tally.setAside(rule).documents() > 0) add(table, "set aside: " + rule, tally.setAside(rule));
        add(table, "in the file", tally.all());
        table.print(out);
    }

    private static void add(Table table, String what, Sum sum) {
        table.row(what, sum.documents(), sum.lines(), sum.net());
    }
}
