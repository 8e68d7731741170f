package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What sells best, by net amount. */
public final class TopProducts {
    private static final String TOP = """
            SELECT l.product, max(l.description), count(DISTINCT l.invoice_id), sum(l.quantity), sum(l.amount)
            FROM invoice_line l JOIN invoice i USING (invoice_id)
            WHERE i.status NOT IN ('DRAFT', 'VOID')
            GROUP BY l.product
            ORDER BY sum(l.amount) DESC, l.product
            LIMIT ?""";

    public record Product(String product, String description, int invoices, int quantity, BigDecimal net) {}

    public List<Product> run(Connection connection, int atMost) throws SQLException {
        return Rows.all(
                connection,
                TOP,
                row -> new Product(row.text(1), row.text(2), row.number(3), row.number(4), row.money(5)),
                atMost);
    }
}
