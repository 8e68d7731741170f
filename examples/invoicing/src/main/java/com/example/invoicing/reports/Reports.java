package com.example.invoicing.reports;

import com.example.invoicing.repositories.queries.CreditNoteRegister;
import com.example.invoicing.repositories.queries.NumberGaps;
import com.example.invoicing.repositories.queries.OpenItems;
import com.example.invoicing.repositories.queries.Overdue;
import com.example.invoicing.repositories.queries.SearchInvoices;
import com.example.invoicing.repositories.queries.TopProducts;
import com.example.invoicing.repositories.queries.VatByMonth;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.function.Function;

/** The reports that people know, from the queries that the old system has always had. */
public final class Reports {
    private final Connection rows;

    public Reports(Connection rows) {
        this.rows = rows;
    }

    public Report openItems(String customerId) throws SQLException {
        var items = new OpenItems().run(rows, customerId);
        var table = new Table("invoice", "issued", "due", "gross", "settled", "open");
        for (var item : items)
            table.row(item.number(), item.issuedOn(), item.dueOn(), item.gross(), item.settled(), item.balance());
        table.total("total", "", "", "", "", sum(items, OpenItems.Item::balance));
        return new Report("open-items", "Open items of customer " + customerId, table);
    }

    public Report overdue(LocalDate asOf) throws SQLException {
        var debtors = new Overdue().run(rows, asOf);
        var table = new Table("customer", "0-30 days", "31-60", "61-90", "over 90", "total");
        for (var each : debtors)
            table.row(each.name(), each.upTo30(), each.upTo60(), each.upTo90(), each.over90(), each.total());
        table.total(
                "total",
                sum(debtors, Overdue.Debtor::upTo30),
                sum(debtors, Overdue.Debtor::upTo60),
                sum(debtors, Overdue.Debtor::upTo90),
                sum(debtors, Overdue.Debtor::over90),
                sum(debtors, Overdue.Debtor::total));
        return new Report("overdue", "Overdue as of " + asOf, table);
    }

    public Report vatByMonth() throws SQLException {
        var all = new VatByMonth().run(rows);
        var table = new Table("month", "country", "rate %", "net", "VAT");
        for (var each : all)
            table.row(each.month(), each.country(), each.rate().toPlainString(), each.net(), each.vat());
        table.total("total", "", "", sum(all, VatByMonth.Vat::net), sum(all, VatByMonth.Vat::vat));
        return new Report("vat", "VAT by month, country and rate", table);
    }

    public Report topProducts() throws SQLException {
        var table = new Table("product", "description", "invoices", "quantity", "net");
        for (var each : new TopProducts().run(rows, 10))
            table.row(each.product(), each.description(), each.invoices(), each.quantity(), each.net());
        return new Report("top-products", "Top 10 products", table);
    }

    public Report search(String word) throws SQLException {
        var table = new Table("invoice", "issued", "customer", "country", "status", "gross");
        for (var hit : new SearchInvoices().run(rows, word, 10))
            table.row(hit.number(), hit.issuedOn(), hit.customer(), hit.country(), hit.status(), hit.gross());
        return new Report("search", "Invoices with \"" + word + "\", the newest 10", table);
    }

    public Report creditNotes() throws SQLException {
        var all = new CreditNoteRegister().run(rows);
        var table = new Table("credit note", "issued", "customer", "country", "reason", "gross", "credited", "left");
        for (var each : all)
            table.row(
                    each.number(),
                    each.issuedOn(),
                    each.customer(),
                    each.country(),
                    each.reason(),
                    each.gross(),
                    each.credited(),
                    each.left());
        table.total(
                "total",
                "",
                "",
                "",
                "",
                sum(all, CreditNoteRegister.Entry::gross),
                sum(all, CreditNoteRegister.Entry::credited),
                sum(all, CreditNoteRegister.Entry::left));
        return new Report("credit-notes", "Credit notes", table);
    }

    public Report numberGaps() throws SQLException {
        var table = new Table("series", "last number", "documents", "missing", "double");
        for (var each : new NumberGaps().run(rows))
            table.row(each.series(), each.lastNumber(), each.documents(), each.missing(), each.doubled());
        return new Report("number-gaps", "Document numbers", table);
    }

    private static <T> BigDecimal sum(Collection<T> all, Function<T, BigDecimal> amount) {
        return all.stream().map(amount).reduce(new BigDecimal("0.00"), BigDecimal::add);
    }
}
