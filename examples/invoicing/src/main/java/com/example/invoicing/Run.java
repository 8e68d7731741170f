package com.example.invoicing;

import com.example.invoicing.checks.Check;
import com.example.invoicing.checks.MailsOfInvoices;
import com.example.invoicing.checks.ViewsEqualRows;
import com.example.invoicing.feeding.Feeder;
import com.example.invoicing.feeding.Feeder.Outcome;
import com.example.invoicing.feeding.Source;
import com.example.invoicing.feeding.Survey;
import com.example.invoicing.reports.Figures;
import com.example.invoicing.reports.IntakeReport;
import com.example.invoicing.repositories.queries.Conspicuous;
import com.example.invoicing.repositories.queries.Views;
import com.example.invoicing.setup.BadInput;
import com.example.invoicing.setup.Database;
import com.example.invoicing.setup.Following;
import com.example.invoicing.setup.Invoicing;
import dev.espalier.Espalier;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One run: takes the documents, dies and comes back, works at the desk, prints the reports, checks the books. */
final class Run {
    private final Arguments arguments;
    private final PrintStream out;
    private final boolean terminal;
    private final Source source;
    private final Path file;

    Run(Arguments arguments, PrintStream out, boolean terminal) {
        this.arguments = arguments;
        this.out = out;
        this.terminal = terminal;
        this.source = arguments.data().map(Source::file).orElseGet(Source::ownInput);
        this.file = arguments.db().orElseGet(Database::temporaryFile);
        if (arguments.inMemory() && Files.exists(file))
            throw new BadInput(file + ": exists, but its events are not in memory; name a new file");
        arguments.csv().ifPresent(folder -> {
            if (Files.exists(folder) && !Files.isDirectory(folder)) throw new BadInput(folder + ": this is no folder");
        });
    }

    /** The one line that differs. */
    private EventStore store(DataSource database) {
        return arguments.inMemory()
                ? InMemoryEventStore.builder().rows(database).build()
                : new JdbcEventStore(database);
    }

    boolean passes() {
        try {
            Survey survey = Survey.of(source);
            try (var database = arguments.inMemory() ? Database.openForNow(file) : Database.open(file);
                    Connection rows = database.getConnection()) {
                return arguments.feed() ? feeds(database, rows) : passes(survey, database, rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean feeds(DataSource database, Connection rows) throws SQLException {
        try (Espalier invoicing = Invoicing.open(store(database))) {
            Feed.aloud(source, new Feeder(invoicing, rows), out);
            return true;
        }
    }

    private boolean passes(Survey survey, DataSource database, Connection rows) throws SQLException, IOException {
        var mails = new Outgoing();
        try (var viewDatabase = Database.openViews(file);
                var following = new Following(viewDatabase, mails);
                Espalier invoicing = following.open(store(database));
                var background = new Background(following, invoicing)) {
            background.begin();
            long before = invoicing.eventStoreService().head();
            var feeder = new Feeder(invoicing, rows);
            introduce(survey);
            Set<String> told = arguments.inMemory() ? Set.of() : killHalfWay(survey);
            Set<String> lost = goOn(survey, feeder, told, background);
            IntakeReport.of(feeder.tally()).print(out);
            work(invoicing, rows);
            var closing = new Closing(invoicing.eventStoreService(), rows, out);
            closing.reports(arguments.csv());
            background.finish(out);
            var checks = closing.checks(feeder.tally(), told, lost);
            try (Connection viewRows = viewDatabase.getConnection()) {
                var views = new Views(invoicing.subscriptions().viewModels()::live);
                checks.addAll(ViewsEqualRows.run(rows, viewRows, views));
            }
            checks.add(MailsOfInvoices.run(invoicing.eventStoreService(), before, mails.sent()));
            return passed(checks);
        }
    }

    private void introduce(Survey survey) {
        say(Figures.count(survey.documents()) + " documents with " + Figures.count(survey.lines()) + " lines from "
                + source.name());
        say("Made up here, so synthetic: names, VAT classes, days to pay, payments, and which invoice is credited"
                + (arguments.data().isPresent() ? "" : ";\nall documents of this input, too"));
        say((arguments.inMemory() ? "Events in memory, rows in " : "Events and rows in ") + file);
    }

    private Set<String> killHalfWay(Survey survey) throws IOException {
        long half = half(survey);
        say("\nTaking documents in a second process, to be killed half-way");
        Set<String> told = new Crash(arguments, file).after(half, progress(half, () -> "")::step);
        say("  killed (kill -9) after it had told that " + Figures.count(told.size()) + " documents are done");
        return told;
    }

    private static long half(Survey survey) {
        return Math.max(1, survey.documents() / 2);
    }

    /** Returns what the killed process had told to be done, and what had to be done again. */
    private Set<String> goOn(Survey survey, Feeder feeder, Set<String> told, Background background)
            throws SQLException {
        say(told.isEmpty() ? "\nTaking documents" : "\nGoing on");
        Set<String> lost = new HashSet<>();
        background.start();
        var progress = progress(survey.documents(), () -> ", " + background.lag());
        Feed.all(source, feeder, (document, outcome) -> {
            if (outcome == Outcome.TAKEN && told.contains(document.number())) lost.add(document.number());
            progress.step();
            if (progress.done() == half(survey)) background.rebuild();
            if (progress.done() > half(survey)) background.replace();
        });
        say("  " + Figures.count(feeder.commandsSent()) + " commands");
        return lost;
    }

    private Progress progress(long total, Supplier<String> more) {
        return new Progress(out, terminal, System::nanoTime, total, more);
    }

    private void work(Espalier invoicing, Connection rows) throws SQLException {
        var conspicuous = new Conspicuous();
        var customer = conspicuous.debtor(rows);
        var today = conspicuous.lastDay(rows);
        if (customer.isPresent() && today.isPresent()) new Desk(invoicing, out).work(rows, customer.get(), today.get());
    }

    private boolean passed(List<Check> checks) {
        say("\nChecks");
        for (Check check : checks) say("  " + check);
        long failed = checks.stream().filter(check -> !check.passed()).count();
        say(
                failed == 0
                        ? "\nAll " + checks.size() + " checks passed."
                        : "\n" + failed + " of " + checks.size() + " checks FAILED.");
        return failed == 0;
    }

    private void say(String line) {
        out.print(line + "\n");
        out.flush();
    }
}
