package com.example.invoicing.repositories.queries;

import java.sql.Connection;
import java.sql.SQLException;

/** What is there already. */
public final class KnownDocuments {
    private static final String SERIES = "SELECT count(*) FROM number_series WHERE series = ?";
    private static final String CUSTOMER = "SELECT count(*) FROM customer WHERE customer_id = ?";
    private static final String INVOICE = "SELECT status FROM invoice WHERE invoice_id = ?";

    public boolean series(Connection connection, String series) throws SQLException {
        return count(connection, SERIES, series) > 0;
    }

    public boolean customer(Connection connection, String customerId) throws SQLException {
        return count(connection, CUSTOMER, customerId) > 0;
    }

    /** The status of an invoice; an empty text when there is none. */
    public String invoiceStatus(Connection connection, String invoiceId) throws SQLException {
        return Rows.all(connection, INVOICE, row -> row.text(1), invoiceId).stream()
                .findAny()
                .orElse("");
    }

    private static int count(Connection connection, String sql, String id) throws SQLException {
        return Rows.all(connection, sql, row -> row.number(1), id).get(0);
    }
}
