package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.invoicing.checks.Books;
import com.example.invoicing.checks.RowsEqualReplay;
import com.example.invoicing.checks.Versions;
import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Item;
import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.repositories.queries.PrintInvoice;
import com.example.invoicing.setup.Invoicing;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.SnapshotUpdateException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the command to the row, on every store. */
class StoryTest {
    private static final LocalDate TODAY = LocalDate.of(2025, 3, 10);

    @TempDir
    Path folder;

    @FunctionalInterface
    private interface Telling {
        void tell(Espalier invoicing, Connection rows) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void a_command_becomes_an_event_and_the_event_a_row(Stores store) throws Exception {
        on(store, (invoicing, rows) -> {
            var receipt = invoicing.send(new IssueInvoice("4711", TODAY, TODAY.plusDays(30)));

            assertThat(receipt.events()).hasSize(2);
            assertThat(text(rows, "SELECT number || ' ' || status || ' ' || gross || ' ' || balance FROM invoice"))
                    .isEqualTo("INV-2025-000001 ISSUED 11098 11098");
            assertThat(text(rows, "SELECT last_number FROM number_series")).isEqualTo("1");

            invoicing.send(new VoidInvoice("4711", "wrong customer"));
            assertThat(text(rows, "SELECT number || ' ' || status || ' ' || balance || ' v' || version FROM invoice"))
                    .isEqualTo("INV-2025-000001 VOID 0 v3");
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_leaves_neither_events_nor_rows(Stores store) throws Exception {
        on(store, (invoicing, rows) -> {
            long head = invoicing.eventStoreService().head();
            assertThatThrownBy(() -> invoicing.send(new IssueInvoice("4711", TODAY, TODAY.minusDays(1))))
                    .isInstanceOf(Refusal.DueBeforeIssue.class);
            assertThat(invoicing.eventStoreService().head()).isEqualTo(head);
            assertThat(text(rows, "SELECT last_number FROM number_series")).isEqualTo("0");
        });
    }

    @ParameterizedTest
    @EnumSource
    void what_the_legacy_table_does_not_allow_leaves_neither_events_nor_rows(Stores store) throws Exception {
        on(store, (invoicing, rows) -> {
            long head = invoicing.eventStoreService().head();
            assertThatThrownBy(() -> invoicing
                            .eventStoreService()
                            .append(Invoice.AGGREGATE.stream("4711"), ExpectedVersion.exactly(1), wrongTotals()))
                    .isInstanceOf(SnapshotUpdateException.class)
                    .hasMessageContaining("invoice-rows")
                    .hasMessageContaining("InvoiceIssued, event 2 of stream invoice/4711")
                    .hasStackTraceContaining("CHECK constraint failed: gross = net + vat");
            assertThat(invoicing.eventStoreService().head()).isEqualTo(head);
            assertThat(text(rows, "SELECT status || ' v' || version FROM invoice"))
                    .isEqualTo("DRAFT v1");
            assertThat(text(rows, "SELECT count(*) FROM invoice_vat")).isEqualTo("0");
        });
    }

    @ParameterizedTest
    @EnumSource
    void columns_of_others_are_left_alone(Stores store) throws Exception {
        on(store, (invoicing, rows) -> {
            invoicing.send(new IssueInvoice("4711", TODAY, TODAY.plusDays(30)));
            assertThat(new PrintInvoice().run(rows, "INV-2025-000001")).isPresent();
            assertThat(new PrintInvoice().run(rows, "INV-2025-000001")).isPresent();
            invoicing.send(new VoidInvoice("4711", "wrong customer"));
            assertThat(text(rows, "SELECT print_count || (updated_at IS NOT NULL) FROM invoice"))
                    .isEqualTo("21");
        });
    }

    @ParameterizedTest
    @EnumSource
    void the_checks_pass_and_find_a_row_that_somebody_has_changed(Stores store) throws Exception {
        on(store, (invoicing, rows) -> {
            invoicing.send(new IssueInvoice("4711", TODAY, TODAY.plusDays(30)));
            var events = invoicing.eventStoreService();
            assertThat(RowsEqualReplay.run(rows, events).passed()).isTrue();
            assertThat(Versions.run(rows, events).passed()).isTrue();
            assertThat(Books.totals(rows).passed()).isTrue();
            assertThat(Books.numbers(rows).passed()).isTrue();

            try (var statement = rows.createStatement()) {
                statement.executeUpdate("UPDATE invoice_line SET description = 'Plum tree' WHERE line_no = 1");
            }
            assertThat(RowsEqualReplay.run(rows, events).toString())
                    .isEqualTo("FAIL  rows equal a replay of the events:"
                            + " invoice_line: 1 rows are not as replayed, 1 replayed rows are not there");
        });
    }

    /** Begins with Ann's invoice 4711 over two pear trees and a book. */
    private void on(Stores store, Telling telling) throws Exception {
        try (var database = store.database(folder.resolve("invoicing.db"));
                Espalier invoicing = Invoicing.open(store.open(database));
                Connection rows = database.getConnection()) {
            invoicing.send(new RegisterCustomer("ann", "Ann", "United Kingdom"));
            invoicing.send(new OpenNumberSeries("INV-2025"));
            invoicing.send(new CreateNewInvoice(
                    "4711",
                    "ann",
                    "United Kingdom",
                    TODAY,
                    List.of(
                            new Item("PEA-01", "Pear tree", 2, new BigDecimal("39.995"), VatClass.STANDARD),
                            new Item("BOOK-1", "Book", 1, new BigDecimal("14.99"), VatClass.ZERO))));
            telling.tell(invoicing, rows);
        }
    }

    private static InvoiceIssued wrongTotals() {
        var amount = Money.of("1.00");
        return new InvoiceIssued("4711", "INV-2025-000001", TODAY, TODAY, List.of(), amount, amount, amount);
    }

    private static String text(Connection rows, String sql) throws SQLException {
        try (var statement = rows.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "";
        }
    }
}
