package com.example.invoicing.reports;

import com.example.invoicing.repositories.queries.OpenItems;
import com.example.invoicing.repositories.queries.PrintInvoice;
import com.example.invoicing.repositories.queries.SearchInvoices;
import com.example.invoicing.repositories.queries.TopProducts;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;

/** The reports that people know, from the queries that the old system has always had. */
public final class Reports {
    private static final int AT_MOST = 10;

    private final Connection connection;
    private final PrintStream out;

    public Reports(Connection connection, PrintStream out) {
        this.connection = connection;
        this.out = out;
    }

    public void invoice(String number) throws SQLException {
        title("Invoice " + number);
        var invoice = new PrintInvoice().run(connection, number);
        if (invoice.isPresent()) InvoiceOnPaper.print(invoice.get(), out);
        else out.print("  There is no such invoice.\n");
    }

    public void openItems(String customerId) throws SQLException {
        title("Open items of customer " + customerId);
        var table = new Table("invoice", "issued", "due", "gross", "settled", "open");
        var items = new OpenItems().run(connection, customerId);
        for (var item : items.subList(0, Math.min(AT_MOST, items.size())))
            table.row(item.number(), item.issuedOn(), item.dueOn(), item.gross(), item.settled(), item.balance());
        if (items.size() > AT_MOST) table.row("and " + (items.size() - AT_MOST) + " more", "", "", "", "", "");
        var sum = items.stream().map(OpenItems.Item::balance).reduce(BigDecimal.ZERO, BigDecimal::add);
        table.row("total", "", "", "", "", sum).print(out);
    }

    public void search(String word) throws SQLException {
        title("Invoices with \"" + word + "\", the newest " + AT_MOST);
        var table = new Table("invoice", "issued", "customer", "country", "status", "gross");
        for (var hit : new SearchInvoices().run(connection, word, AT_MOST))
            table.row(hit.number(), hit.issuedOn(), hit.customer(), hit.country(), hit.status(), hit.gross());
        table.print(out);
    }

    public void topProducts() throws SQLException {
        title("Top " + AT_MOST + " products");
        var table = new Table("product", "description", "invoices", "quantity", "net");
        for (var each : new TopProducts().run(connection, AT_MOST))
            table.row(each.product(), each.description(), each.invoices(), each.quantity(), each.net());
        table.print(out);
    }

    private void title(String title) {
        out.print("\n" + title + "\n");
    }
}
