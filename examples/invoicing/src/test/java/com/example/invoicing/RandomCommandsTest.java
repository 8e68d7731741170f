package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.invoicing.checks.Books;
import com.example.invoicing.checks.Check;
import com.example.invoicing.checks.RowsEqualReplay;
import com.example.invoicing.checks.VatOfEvents;
import com.example.invoicing.checks.Versions;
import com.example.invoicing.checks.ViewsEqualRows;
import com.example.invoicing.domain.commands.AddLine;
import com.example.invoicing.domain.commands.ChangeDueDate;
import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueCreditNote;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Item;
import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.domain.commands.RegisterPayment;
import com.example.invoicing.domain.commands.RegisterPayment.Part;
import com.example.invoicing.domain.commands.RemoveLine;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.commands.WriteOff;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.repositories.queries.Views;
import com.example.invoicing.setup.Database;
import com.example.invoicing.setup.Following;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clerks do, in whatever order, sense or no sense: the books stay right. A failing seed is a reproduction. */
class RandomCommandsTest {
    private static final int COMMANDS = 300;
    private static final int INVOICES = 12;
    private static final LocalDate NEW_YEAR = LocalDate.of(2011, 1, 1);

    @TempDir
    Path folder;

    @Test
    void rows_are_what_the_events_say_and_the_books_are_right() throws Exception {
        for (int seed = 1; seed <= Integer.getInteger("rounds", 1); seed++) tell(seed);
    }

    private void tell(int seed) throws Exception {
        Path file = folder.resolve("random-" + seed + ".db");
        try (var database = Stores.IN_MEMORY.database(file);
                var viewDatabase = Database.openViews(file);
                var following = new Following(viewDatabase, (invoice, text, key) -> {});
                var invoicing = following.open(Stores.IN_MEMORY_STRICT.open(database));
                var rows = database.getConnection();
                var viewRows = viewDatabase.getConnection()) {
            var views = invoicing.subscriptions().viewModels();
            following.first().forEach(views::prepare);
            for (String customer : List.of("ann", "bob"))
                invoicing.send(new RegisterCustomer(customer, customer, "United Kingdom"));
            for (String series : List.of("INV-2010", "INV-2011", "CRN-2010", "CRN-2011"))
                invoicing.send(new OpenNumberSeries(series));
            var random = new Random(seed);
            int refused = 0;
            for (int i = 0; i < COMMANDS; i++)
                try {
                    invoicing.send(command(random, i));
                } catch (Refusal refusal) {
                    refused++;
                }

            invoicing.subscriptions().runUntilCaughtUp();
            following.first().forEach(views::goLive);
            assertThat(ViewsEqualRows.run(rows, viewRows, new Views(views::live)))
                    .as("seed " + seed)
                    .allMatch(Check::passed);
            assertThat(refused).as("seed " + seed).isBetween(COMMANDS / 10, COMMANDS * 9 / 10);
            var events = invoicing.eventStoreService();
            for (var check : List.of(
                    RowsEqualReplay.run(rows, events),
                    Versions.run(rows, events),
                    VatOfEvents.equalsReport(rows, events),
                    Books.totals(rows),
                    Books.balances(rows),
                    Books.numbers(rows)))
                assertThat(check.passed()).as("seed " + seed + ": " + check).isTrue();
            for (int i = 0; i < INVOICES; i++) assertRowIsFold(invoicing, rows, "invoice " + i, seed);
        }
    }

    private static void assertRowIsFold(Espalier invoicing, Connection rows, String id, int seed) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (var stream = invoicing.eventStoreService().read(Invoice.AGGREGATE.stream(id))) {
            for (var each : stream) events.add(each.event());
        }
        Invoice invoice = Invoice.AGGREGATE.fold(events);
        if (!invoice.exists()) return;
        var account = invoice.account();
        long balance =
                invoice.status() == Invoice.Status.VOID ? 0 : account.balance().pence();
        assertThat(Tables.query(
                        rows,
                        "SELECT status, gross, paid, credited, written_off, balance,"
                                + " (SELECT count(*) FROM invoice_line l WHERE l.invoice_id = i.invoice_id)"
                                + " FROM invoice i WHERE invoice_id = '" + id + "'"))
                .as("seed " + seed + ", " + id)
                .containsExactly(invoice.status() + "|" + account.gross().pence() + "|"
                        + account.paid().pence() + "|" + account.credited().pence() + "|"
                        + account.writtenOff().pence() + "|" + balance + "|"
                        + invoice.lines().all().size());
    }

    private static Command command(Random random, int i) {
        String id = "invoice " + random.nextInt(INVOICES);
        String customer = random.nextInt(5) == 0 ? "bob" : "ann";
        LocalDate day = NEW_YEAR.plusDays(random.nextInt(10) - 5);
        return switch (random.nextInt(12)) {
            case 0, 1 -> new CreateNewInvoice(id, customer, "United Kingdom", day, items(random));
            case 2 -> new AddLine(id, items(random).get(0));
            case 3 -> new RemoveLine(id, 1 + random.nextInt(4));
            case 4, 5, 6 -> new IssueInvoice(id, day, day.plusDays(random.nextInt(40) - 3));
            case 7, 8 -> payment(random, i, id, customer, day);
            case 9 -> creditNote(random, i, id, customer, day);
            case 10 -> new ChangeDueDate(id, day.plusDays(random.nextInt(60)));
            default -> random.nextInt(3) == 0 ? new VoidInvoice(id, "random") : new WriteOff(id, "random");
        };
    }

    private static Command payment(Random random, int i, String id, String customer, LocalDate day) {
        Money first = Money.of(random.nextInt(60) + ".50");
        Money second = Money.of(random.nextInt(20) + ".25");
        List<Part> parts = random.nextBoolean()
                ? List.of(new Part(id, first))
                : List.of(new Part(id, first), new Part("invoice " + random.nextInt(INVOICES), second));
        return new RegisterPayment("payment " + i, customer, day, first.plus(Money.of("10.00")), parts);
    }

    private static Command creditNote(Random random, int i, String id, String customer, LocalDate day) {
        List<String> invoices = random.nextBoolean() ? List.of(id) : List.of(id, "invoice " + random.nextInt(INVOICES));
        return new IssueCreditNote("credit " + i, customer, "United Kingdom", day, "random", items(random), invoices);
    }

    private static List<Item> items(Random random) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            BigDecimal price = BigDecimal.valueOf(random.nextInt(40_000), random.nextInt(8) == 0 ? 4 : 3);
            VatClass vatClass = VatClass.values()[random.nextInt(3)];
            items.add(new Item("P" + i, "Product " + i, random.nextInt(4), price, vatClass));
        }
        return items;
    }
}
