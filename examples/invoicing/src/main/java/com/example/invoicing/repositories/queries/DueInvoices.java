package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** What should be paid by a day, customer by customer, the oldest debt first. */
public final class DueInvoices {
    private static final String DUE = """
            SELECT customer_id, invoice_id, due_on, balance
            FROM invoice
            WHERE status = 'ISSUED' AND balance > 0 AND due_on <= ?
            ORDER BY customer_id, due_on, number""";

    public record Due(String customerId, String invoiceId, LocalDate dueOn, BigDecimal balance) {}

    public List<Due> upTo(Connection connection, LocalDate day) throws SQLException {
        return Rows.all(
                connection,
                DUE,
                row -> new Due(row.text(1), row.text(2), LocalDate.parse(row.text(3)), row.money(4)),
                day.toString());
    }
}
