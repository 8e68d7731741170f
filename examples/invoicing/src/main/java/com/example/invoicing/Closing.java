package com.example.invoicing;

import com.example.invoicing.checks.Books;
import com.example.invoicing.checks.Check;
import com.example.invoicing.checks.Intake;
import com.example.invoicing.checks.RowsEqualReplay;
import com.example.invoicing.checks.VatOfEvents;
import com.example.invoicing.checks.Versions;
import com.example.invoicing.feeding.Tally;
import com.example.invoicing.reports.Figures;
import com.example.invoicing.reports.InvoiceOnPaper;
import com.example.invoicing.reports.Report;
import com.example.invoicing.reports.Reports;
import com.example.invoicing.repositories.queries.Conspicuous;
import com.example.invoicing.repositories.queries.PrintInvoice;
import dev.espalier.infrastructure.EventStoreService;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What comes at the end: the reports, and whether everything agrees. */
final class Closing {
    private final EventStoreService events;
    private final Connection rows;
    private final PrintStream out;
    private final long printedBefore;
    private long printed;

    Closing(EventStoreService events, Connection rows, PrintStream out) throws SQLException {
        this.events = events;
        this.rows = rows;
        this.out = out;
        this.printedBefore = new PrintInvoice().printedSoFar(rows);
    }

    void reports(Optional<Path> folder) throws SQLException, IOException {
        var conspicuous = new Conspicuous();
        var number = conspicuous.invoice(rows);
        if (number.isPresent()) {
            InvoiceOnPaper.print(number.get(), rows, out);
            printed++;
        }
        for (Report report : all(conspicuous)) {
            report.print(out);
            if (folder.isPresent()) write(report, folder.get());
        }
        if (folder.isPresent()) out.print("\nThese reports, whole, as CSV in " + folder.get() + "\n");
    }

    private List<Report> all(Conspicuous conspicuous) throws SQLException {
        var reports = new Reports(rows);
        List<Report> all = new ArrayList<>();
        var debtor = conspicuous.debtor(rows);
        var today = conspicuous.lastDay(rows);
        if (debtor.isPresent()) all.add(reports.openItems(debtor.get()));
        if (today.isPresent()) all.add(reports.overdue(today.get()));
        all.add(reports.vatByMonth());
        all.add(reports.topProducts());
        all.add(reports.search("pear"));
        all.add(reports.creditNotes());
        all.add(reports.numberGaps());
        return all;
    }

    private static void write(Report report, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(report.name() + ".csv"), report.table().csv());
    }

    /** What another process had told to be done before it was killed, and what of that is lost, comes from the run. */
    List<Check> checks(Tally tally, Set<String> told, Set<String> lost) throws SQLException, IOException {
        List<Check> checks = new ArrayList<>();
        if (!told.isEmpty())
            checks.add(new Check(
                    "nothing that was told to be done is lost to the kill",
                    lost.isEmpty(),
                    Figures.count(told.size()) + " documents, " + lost.size() + " lost"));
        checks.add(Intake.addsUp(tally));
        checks.add(Intake.isInRows(tally, rows));
        checks.add(Books.totals(rows));
        checks.add(Books.balances(rows));
        checks.add(Books.numbers(rows));
        checks.add(VatOfEvents.equalsReport(rows, events));
        checks.add(Books.columnsOfOthers(rows, printedBefore + printed));
        checks.add(Versions.run(rows, events));
        checks.add(RowsEqualReplay.run(rows, events));
        return checks;
    }
}
