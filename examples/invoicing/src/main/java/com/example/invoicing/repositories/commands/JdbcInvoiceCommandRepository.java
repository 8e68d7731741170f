package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** Names only the columns that belong to the events: {@code print_count} and {@code updated_at} have writers of their own. */
public final class JdbcInvoiceCommandRepository implements InvoiceCommandRepository {
    private static final String ADD = """
            INSERT INTO invoice (invoice_id, customer_id, country, status, created_on, version)
            VALUES (?, ?, ?, 'DRAFT', ?, 1)""";
    private static final String ADD_LINE = """
            INSERT INTO invoice_line
                (invoice_id, line_no, product, description, quantity, unit_price, vat_class, amount)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String ISSUE = """
            UPDATE invoice SET status = 'ISSUED', number = ?, issued_on = ?, due_on = ?,
                net = ?, vat = ?, gross = ?, balance = ?, version = version + 1
            WHERE invoice_id = ?""";
    private static final String ADD_VAT = """
            INSERT INTO invoice_vat (invoice_id, vat_class, rate, net, vat) VALUES (?, ?, ?, ?, ?)""";
    private static final String MAKE_VOID = """
            UPDATE invoice SET status = 'VOID', balance = 0, version = version + 1 WHERE invoice_id = ?""";

    @Override
    public int add(NewInvoiceCreated event, Transaction transaction) throws SQLException {
        int rows = Sql.write(
                transaction,
                ADD,
                event.invoiceId(),
                event.customerId(),
                event.country(),
                event.createdOn().toString());
        return rows
                + Sql.writeEach(transaction, ADD_LINE, event.lines(), line -> new Object[] {
                    event.invoiceId(),
                    line.lineNo(),
                    line.product(),
                    line.description(),
                    line.quantity(),
                    Sql.whole(line.unitPrice(), 3),
                    line.vatClass().name(),
                    line.amount().pence()
                });
    }

    @Override
    public int issue(InvoiceIssued event, Transaction transaction) throws SQLException {
        int rows = Sql.write(
                transaction,
                ISSUE,
                event.number(),
                event.issuedOn().toString(),
                event.dueOn().toString(),
                event.net().pence(),
                event.vat().pence(),
                event.gross().pence(),
                event.gross().pence(),
                event.invoiceId());
        return rows
                + Sql.writeEach(transaction, ADD_VAT, event.vatGroups(), group -> new Object[] {
                    event.invoiceId(),
                    group.vatClass().name(),
                    Sql.whole(group.percent(), 1),
                    group.net().pence(),
                    group.vat().pence()
                });
    }

    @Override
    public int makeVoid(InvoiceVoided event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, MAKE_VOID, event.invoiceId());
    }
}
