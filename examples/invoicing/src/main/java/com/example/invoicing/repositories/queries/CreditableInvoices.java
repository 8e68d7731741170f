package com.example.invoicing.repositories.queries;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Which invoices something that is taken back may have been on: those with the product first, the newest first. */
public final class CreditableInvoices {
    private static final String CREDITABLE = """
            SELECT invoice_id
            FROM invoice i
            WHERE customer_id = ?1 AND status = 'ISSUED' AND credited < gross
            ORDER BY EXISTS (SELECT 1 FROM invoice_line l WHERE l.invoice_id = i.invoice_id AND l.product = ?2) DESC,
                     issued_on DESC, number DESC
            LIMIT ?3""";

    public List<String> run(Connection connection, String customerId, String product, int atMost) throws SQLException {
        return Rows.all(connection, CREDITABLE, row -> row.text(1), customerId, product, atMost);
    }
}
