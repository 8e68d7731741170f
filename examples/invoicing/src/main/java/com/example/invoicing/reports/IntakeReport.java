package com.example.invoicing.reports;

import com.example.invoicing.feeding.SetAside;
import com.example.invoicing.feeding.Tally;
import com.example.invoicing.feeding.Tally.Sum;

/** What became of the file, to the last line and penny. */
public final class IntakeReport {
    private IntakeReport() {}

    public static Report of(Tally tally) {
        var table = new Table("", "documents", "lines", "net");
        add(table, "invoices", tally.invoices());
        add(table, "credit notes", tally.creditNotes());
        for (SetAside rule : SetAside.values())
            if (tally.setAside(rule).documents() > 0) add(table, "set aside: " + rule, tally.setAside(rule));
        Sum read = tally.read();
        table.total("in the file", read.documents(), read.lines(), read.net());
        return new Report("intake", "What became of the documents", table);
    }

    private static void add(Table table, String what, Sum sum) {
        table.row(what, sum.documents(), sum.lines(), sum.net());
    }
}
