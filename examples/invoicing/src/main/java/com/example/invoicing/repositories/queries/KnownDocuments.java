package com.example.invoicing.repositories.queries;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What is there already. */
public final class KnownDocuments {
    private static final String SERIES = "SELECT 1 FROM number_series WHERE series = ?";
    private static final String CUSTOMER = "SELECT 1 FROM customer WHERE customer_id = ?";
    private static final String PAYMENT = "SELECT 1 FROM payment WHERE payment_id = ?";
    private static final String CREDIT_NOTE = "SELECT 1 FROM credit_note WHERE credit_note_id = ?";
    private static final String INVOICE = """
            SELECT status, (SELECT count(*) FROM invoice_line l WHERE l.invoice_id = i.invoice_id), coalesce(due_on, '')
            FROM invoice i WHERE invoice_id = ?""";

    /** How far an invoice is. */
    public record Known(String status, int lines, String dueOn) {}

    public Optional<Known> invoice(Connection connection, String invoiceId) throws SQLException {
        return Rows.all(connection, INVOICE, row -> new Known(row.text(1), row.number(2), row.text(3)), invoiceId)
                .stream()
                .findAny();
    }

    public boolean series(Connection connection, String series) throws SQLException {
        return exists(connection, SERIES, series);
    }

    public boolean customer(Connection connection, String customerId) throws SQLException {
        return exists(connection, CUSTOMER, customerId);
    }

    public boolean payment(Connection connection, String paymentId) throws SQLException {
        return exists(connection, PAYMENT, paymentId);
    }

    public boolean creditNote(Connection connection, String creditNoteId) throws SQLException {
        return exists(connection, CREDIT_NOTE, creditNoteId);
    }

    private static boolean exists(Connection connection, String sql, String id) throws SQLException {
        return !Rows.all(connection, sql, row -> row.number(1), id).isEmpty();
    }
}
