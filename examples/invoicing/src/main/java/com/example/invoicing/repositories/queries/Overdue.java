package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** Who owes what, and for how long: a question with a date in it, as no event says that an invoice is overdue. */
public final class Overdue {
    private static final String AGEING = """
            SELECT customer_id, name,
                   sum(CASE WHEN days <= 30 THEN balance ELSE 0 END),
                   sum(CASE WHEN days BETWEEN 31 AND 60 THEN balance ELSE 0 END),
                   sum(CASE WHEN days BETWEEN 61 AND 90 THEN balance ELSE 0 END),
                   sum(CASE WHEN days > 90 THEN balance ELSE 0 END),
                   sum(balance)
            FROM (SELECT customer_id, name, balance, CAST(julianday(?1) - julianday(due_on) AS INTEGER) AS days
                  FROM invoice JOIN customer USING (customer_id)
                  WHERE status = 'ISSUED' AND balance > 0 AND due_on < ?1)
            GROUP BY customer_id, name
            ORDER BY sum(balance) DESC, customer_id""";

    public record Debtor(
            String customerId,
            String name,
            BigDecimal upTo30,
            BigDecimal upTo60,
            BigDecimal upTo90,
            BigDecimal over90,
            BigDecimal total) {}

    public List<Debtor> run(Connection connection, LocalDate asOf) throws SQLException {
        return Rows.all(
                connection,
                AGEING,
                row -> new Debtor(
                        row.text(1), row.text(2), row.money(3), row.money(4), row.money(5), row.money(6), row.money(7)),
                asOf.toString());
    }
}
