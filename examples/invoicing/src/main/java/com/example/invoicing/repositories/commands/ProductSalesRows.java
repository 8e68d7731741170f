package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import dev.espalier.infrastructure.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The lines of each invoice, with the period in which it was issued; without one while it is a draft. */
public final class ProductSalesRows extends ViewTable {
    private final int periodDigits;
    private final String insert;
    private final String remove;
    private final String issue;
    private final String delete;

    /** So many characters of a day are its period: 4 for a year, 7 for a month. */
    public ProductSalesRows(int version, int periodDigits) {
        super("product_sales_" + version, """
                invoice_id  TEXT    NOT NULL,
                line_no     INTEGER NOT NULL,
                product     TEXT    NOT NULL,
                description TEXT    NOT NULL,
                quantity    INTEGER NOT NULL,
                net         INTEGER NOT NULL,
                period      TEXT,
                PRIMARY KEY (invoice_id, line_no)""");
        this.periodDigits = periodDigits;
        insert = "INSERT INTO " + name + " (invoice_id, line_no, product, description, quantity, net)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        remove = "DELETE FROM " + name + " WHERE invoice_id = ? AND line_no = ?";
        issue = "UPDATE " + name + " SET period = ? WHERE invoice_id = ?";
        delete = "DELETE FROM " + name + " WHERE invoice_id = ?";
    }

    public void created(NewInvoiceCreated event, Transaction transaction) throws SQLException {
        add(event.invoiceId(), event.lines(), transaction);
    }

    public void added(LineAdded event, Transaction transaction) throws SQLException {
        add(event.invoiceId(), List.of(event.line()), transaction);
    }

    private void add(String invoiceId, List<InvoiceLine> lines, Transaction transaction) throws SQLException {
        Sql.writeEach(transaction, insert, lines, line -> new Object[] {
            invoiceId,
            line.lineNo(),
            line.product(),
            line.description(),
            line.quantity(),
            line.amount().pence()
        });
    }

    public void removed(LineRemoved event, Transaction transaction) throws SQLException {
        Sql.write(transaction, remove, event.invoiceId(), event.lineNo());
    }

    public void issued(InvoiceIssued event, Transaction transaction) throws SQLException {
        String period = event.issuedOn().toString().substring(0, periodDigits);
        Sql.write(transaction, issue, period, event.invoiceId());
    }

    public void voided(InvoiceVoided event, Transaction transaction) throws SQLException {
        Sql.write(transaction, delete, event.invoiceId());
    }

    /** How many products have other sums here than there. */
    public long differences(ProductSalesRows other, Transaction transaction) throws SQLException {
        String all = "SELECT product, sum(quantity), sum(net) FROM %s WHERE period IS NOT NULL GROUP BY product";
        String mine = all.formatted(name);
        String theirs = all.formatted(other.name);
        String sql = "SELECT count(*) FROM (SELECT * FROM (" + mine + " EXCEPT " + theirs
                + ") UNION ALL SELECT * FROM (" + theirs + " EXCEPT " + mine + "))";
        try (PreparedStatement statement = transaction.as(Connection.class).prepareStatement(sql);
                ResultSet count = statement.executeQuery()) {
            count.next();
            return count.getLong(1);
        }
    }
}
