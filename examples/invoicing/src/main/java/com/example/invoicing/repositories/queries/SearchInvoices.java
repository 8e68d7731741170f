package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Invoices whose number, customer or one of whose lines contains a word, the newest first. */
public final class SearchInvoices {
    private static final String SEARCH = """
            SELECT i.number, i.issued_on, c.name, i.country, i.status, i.gross
            FROM invoice i JOIN customer c USING (customer_id)
            WHERE i.number IS NOT NULL
              AND (instr(lower(i.number), lower(?1)) > 0 OR instr(lower(c.name), lower(?1)) > 0
                   OR EXISTS (SELECT 1 FROM invoice_line l
                              WHERE l.invoice_id = i.invoice_id AND instr(lower(l.description), lower(?1)) > 0))
            ORDER BY i.issued_on DESC, i.number DESC
            LIMIT ?2""";

    public record Hit(
            String number, String issuedOn, String customer, String country, String status, BigDecimal gross) {}

    public List<Hit> run(Connection connection, String word, int atMost) throws SQLException {
        return Rows.all(
                connection,
                SEARCH,
                row -> new Hit(row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.money(6)),
                word,
                atMost);
    }
}
