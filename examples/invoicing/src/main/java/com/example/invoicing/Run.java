package com.example.invoicing;

import com.example.invoicing.checks.Books;
import com.example.invoicing.checks.Check;
import com.example.invoicing.checks.Intake;
import com.example.invoicing.checks.RowsEqualReplay;
import com.example.invoicing.checks.Versions;
import com.example.invoicing.feeding.Documents;
import com.example.invoicing.feeding.Feeder;
import com.example.invoicing.feeding.Source;
import com.example.invoicing.feeding.Survey;
import com.example.invoicing.feeding.Tally;
import com.example.invoicing.reports.Figures;
import com.example.invoicing.reports.IntakeReport;
import com.example.invoicing.reports.Reports;
import com.example.invoicing.repositories.queries.Conspicuous;
import com.example.invoicing.setup.BadInput;
import com.example.invoicing.setup.Database;
import com.example.invoicing.setup.Invoicing;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import javax.sql.DataSource;

/** One run: takes the documents, prints the reports, checks the books. */
final class Run {
    private final Arguments arguments;
    private final PrintStream out;
    private final boolean terminal;

    Run(Arguments arguments, PrintStream out, boolean terminal) {
        this.arguments = arguments;
        this.out = out;
        this.terminal = terminal;
    }

    boolean passes() {
        Source source = arguments.data().map(Source::file).orElseGet(Source::ownInput);
        Survey survey = Survey.of(source);
        Path file = arguments.db().orElseGet(Database::temporaryFile);
        if (arguments.inMemory() && Files.exists(file))
            throw new BadInput(file + ": exists, but its events are not in memory; name a new file");
        try (var database = Database.open(file);
                Espalier invoicing = Invoicing.open(store(database));
                Connection rows = database.getConnection()) {
            introduce(source, survey, file);
            Feeder feeder = feed(source, survey, new Feeder(invoicing, rows));
            IntakeReport.print(feeder.tally(), out);
            var customer = new Conspicuous().debtor(rows);
            if (customer.isPresent()) new Desk(invoicing, out).work(rows, customer.get(), LocalDate.of(2025, 7, 1));
            reports(rows);
            return checks(feeder.tally(), invoicing.eventStoreService(), rows);
        } catch (SQLException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void introduce(Source source, Survey survey, Path file) {
        say("Taking " + Figures.count(survey.documents()) + " documents with " + Figures.count(survey.lines())
                + " lines from " + source.name());
        say("Made up here, so synthetic: names of customers, VAT classes, days to pay"
                + (arguments.data().isPresent() ? "" : ", and all documents of this input"));
        say((arguments.inMemory() ? "Events in memory, rows in " : "Events and rows in ") + file);
    }

    /** The one line that differs. */
    private EventStore store(DataSource database) {
        return arguments.inMemory()
                ? InMemoryEventStore.builder().rows(database).build()
                : new JdbcEventStore(database);
    }

    private Feeder feed(Source source, Survey survey, Feeder feeder) throws SQLException {
        var progress = new Progress(out, terminal, System::nanoTime, survey.documents());
        try (var documents = new Documents(source)) {
            for (var next = documents.next(); next.isPresent(); next = documents.next()) {
                feeder.take(next.get());
                progress.step();
            }
        }
        return feeder;
    }

    private void reports(Connection rows) throws SQLException {
        var reports = new Reports(rows, out);
        var conspicuous = new Conspicuous();
        var invoice = conspicuous.invoice(rows);
        if (invoice.isPresent()) reports.invoice(invoice.get());
        var debtor = conspicuous.debtor(rows);
        if (debtor.isPresent()) reports.openItems(debtor.get());
        reports.search("pear");
        reports.topProducts();
    }

    private boolean checks(Tally tally, EventStoreService events, Connection rows) throws SQLException, IOException {
        say("");
        say("Checks");
        List<Check> checks = List.of(
                Intake.addsUp(tally),
                Intake.isInRows(tally, rows),
                Books.totals(rows),
                Books.numbers(rows),
                Versions.run(rows, events),
                RowsEqualReplay.run(rows, events));
        for (Check check : checks) say("  " + check);
        long failed = checks.stream().filter(check -> !check.passed()).count();
        say("");
        say(
                failed == 0
                        ? "All " + checks.size() + " checks passed."
                        : failed + " of " + checks.size() + " checks FAILED.");
        return failed == 0;
    }

    private void say(String line) {
        out.print(line + "\n");
        out.flush();
    }
}
