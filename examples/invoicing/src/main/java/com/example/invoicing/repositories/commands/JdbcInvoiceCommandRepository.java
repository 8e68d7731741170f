package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.DueDateChanged;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.PaymentAllocated;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;
import java.util.List;

/** Names only the columns that belong to the events: {@code print_count} and {@code updated_at} have writers of their own. */
public final class JdbcInvoiceCommandRepository implements InvoiceCommandRepository {
    private static final String ADD = """
            INSERT INTO invoice (invoice_id, customer_id, country, status, created_on, version)
            VALUES (?, ?, ?, 'DRAFT', ?, 1)""";
    private static final String CHANGED = """
            UPDATE invoice SET version = version + 1 WHERE invoice_id = ?""";
    private static final String REMOVE_LINE = """
            DELETE FROM invoice_line WHERE invoice_id = ? AND line_no = ?""";
    private static final String ISSUE = """
            UPDATE invoice SET status = 'ISSUED', number = ?, issued_on = ?, due_on = ?,
                net = ?, vat = ?, gross = ?, balance = ?, version = version + 1
            WHERE invoice_id = ?""";
    private static final String CHANGE_DUE_DATE = """
            UPDATE invoice SET due_on = ?, version = version + 1 WHERE invoice_id = ?""";
    private static final String ADD_ALLOCATION = """
            INSERT INTO payment_allocation (payment_id, invoice_id, amount) VALUES (?, ?, ?)""";
    private static final String PAY = """
            UPDATE invoice SET paid = paid + ?1, balance = balance - ?1, version = version + 1
            WHERE invoice_id = ?2""";
    private static final String ADD_CREDIT = """
            INSERT INTO credit_note_allocation (credit_note_id, invoice_id, amount) VALUES (?, ?, ?)""";
    private static final String CREDIT = """
            UPDATE invoice SET credited = credited + ?1, balance = balance - ?1, version = version + 1
            WHERE invoice_id = ?2""";
    private static final String WRITE_OFF = """
            UPDATE invoice SET status = 'WRITTEN_OFF', written_off = written_off + ?1, balance = balance - ?1,
                version = version + 1
            WHERE invoice_id = ?2""";
    private static final String MAKE_VOID = """
            UPDATE invoice SET status = 'VOID', balance = 0, version = version + 1 WHERE invoice_id = ?""";
    private static final DocumentRows ROWS = new DocumentRows("invoice");

    @Override
    public int add(NewInvoiceCreated event, Transaction transaction) throws SQLException {
        String id = event.invoiceId();
        int rows = Sql.write(
                transaction,
                ADD,
                id,
                event.customerId(),
                event.country(),
                event.createdOn().toString());
        return rows + ROWS.addLines(id, event.lines(), transaction);
    }

    @Override
    public int addLine(LineAdded event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, CHANGED, event.invoiceId())
                + ROWS.addLines(event.invoiceId(), List.of(event.line()), transaction);
    }

    @Override
    public int removeLine(LineRemoved event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, CHANGED, event.invoiceId())
                + Sql.write(transaction, REMOVE_LINE, event.invoiceId(), event.lineNo());
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
        return rows + ROWS.addVat(event.invoiceId(), event.vatGroups(), transaction);
    }

    @Override
    public int changeDueDate(DueDateChanged event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, CHANGE_DUE_DATE, event.dueOn().toString(), event.invoiceId());
    }

    @Override
    public int allocate(PaymentAllocated event, Transaction transaction) throws SQLException {
        long amount = event.amount().pence();
        return Sql.write(transaction, PAY, amount, event.invoiceId())
                + Sql.write(transaction, ADD_ALLOCATION, event.paymentId(), event.invoiceId(), amount);
    }

    @Override
    public int credit(InvoiceCredited event, Transaction transaction) throws SQLException {
        long amount = event.amount().pence();
        return Sql.write(transaction, CREDIT, amount, event.invoiceId())
                + Sql.write(transaction, ADD_CREDIT, event.creditNoteId(), event.invoiceId(), amount);
    }

    @Override
    public int writeOff(InvoiceWrittenOff event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, WRITE_OFF, event.amount().pence(), event.invoiceId());
    }

    @Override
    public int makeVoid(InvoiceVoided event, Transaction transaction) throws SQLException {
        return Sql.write(transaction, MAKE_VOID, event.invoiceId());
    }
}
