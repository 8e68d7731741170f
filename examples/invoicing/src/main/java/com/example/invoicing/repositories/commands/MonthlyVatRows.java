package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.VatGroup;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/** The VAT of each document, below zero for credit notes. A draft has one row without a month: it knows the country. */
public final class MonthlyVatRows extends ViewTable {
    private final String insert;
    private final String copy;
    private final String delete;

    public MonthlyVatRows(int version) {
        super("monthly_vat_" + version, """
                document  TEXT    NOT NULL,
                country   TEXT    NOT NULL,
                month     TEXT    NOT NULL,
                vat_class TEXT    NOT NULL,
                rate      INTEGER NOT NULL,
                net       INTEGER NOT NULL,
                vat       INTEGER NOT NULL,
                PRIMARY KEY (document, month, vat_class)""");
        String columns = " (document, country, month, vat_class, rate, net, vat)";
        insert = "INSERT INTO " + name + columns + " VALUES (?, ?, ?, ?, ?, ?, ?)";
        copy = "INSERT INTO " + name + columns + " SELECT document, country, ?, ?, ?, ?, ? FROM " + name
                + " WHERE document = ? AND month = ''";
        delete = "DELETE FROM " + name + " WHERE document = ?";
    }

    public void created(NewInvoiceCreated event, Transaction transaction) throws SQLException {
        Sql.write(transaction, insert, event.invoiceId(), event.country(), "", "", 0, 0, 0);
    }

    public void issued(InvoiceIssued event, Transaction transaction) throws SQLException {
        Sql.writeEach(transaction, copy, event.vatGroups(), group -> new Object[] {
            month(event.issuedOn()),
            group.vatClass().name(),
            rate(group),
            group.net().pence(),
            group.vat().pence(),
            event.invoiceId()
        });
    }

    public void voided(InvoiceVoided event, Transaction transaction) throws SQLException {
        Sql.write(transaction, delete, event.invoiceId());
    }

    public void creditNote(CreditNoteIssued event, Transaction transaction) throws SQLException {
        List<VatGroup> groups = event.vatGroups();
        Sql.writeEach(transaction, insert, groups, group -> new Object[] {
            event.creditNoteId(),
            event.country(),
            month(event.issuedOn()),
            group.vatClass().name(),
            rate(group),
            -group.net().pence(),
            -group.vat().pence()
        });
    }

    private static String month(LocalDate day) {
        return YearMonth.from(day).toString();
    }

    private static long rate(VatGroup group) {
        return Sql.whole(group.percent(), 1);
    }
}
