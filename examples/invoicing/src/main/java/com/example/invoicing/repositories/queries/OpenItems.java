package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a customer has not paid yet, the oldest debt first. */
public final class OpenItems {
    private static final String OPEN = """
            SELECT number, issued_on, due_on, gross, paid + credited, balance
            FROM invoice
            WHERE customer_id = ? AND status = 'ISSUED' AND balance <> 0
            ORDER BY due_on, number""";

    public record Item(
            String number, String issuedOn, String dueOn, BigDecimal gross, BigDecimal settled, BigDecimal balance) {}

    public List<Item> run(Connection connection, String customerId) throws SQLException {
        return Rows.all(
                connection,
                OPEN,
                row -> new Item(row.text(1), row.text(2), row.text(3), row.money(4), row.money(5), row.money(6)),
                customerId);
    }
}
