package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.VatGroup;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;
import java.util.List;

/** Lines and VAT, which invoices and credit notes have in tables of the same shape. */
final class DocumentRows {
    private final String addLine;
    private final String addVat;

    DocumentRows(String table) {
        addLine = "INSERT INTO " + table + "_line (" + table
                + "_id, line_no, product, description, quantity, unit_price, vat_class, amount)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        addVat = "INSERT INTO " + table + "_vat (" + table + "_id, vat_class, rate, net, vat) VALUES (?, ?, ?, ?, ?)";
    }

    int addLines(String id, List<InvoiceLine> lines, Transaction transaction) throws SQLException {
        return Sql.writeEach(transaction, addLine, lines, line -> new Object[] {
            id,
            line.lineNo(),
            line.product(),
            line.description(),
            line.quantity(),
            Sql.whole(line.unitPrice(), 3),
            line.vatClass().name(),
            line.amount().pence()
        });
    }

    int addVat(String id, List<VatGroup> groups, Transaction transaction) throws SQLException {
        return Sql.writeEach(transaction, addVat, groups, group -> new Object[] {
            id,
            group.vatClass().name(),
            Sql.whole(group.percent(), 1),
            group.net().pence(),
            group.vat().pence()
        });
    }
}
