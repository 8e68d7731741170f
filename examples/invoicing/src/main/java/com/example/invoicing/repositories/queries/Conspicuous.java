package com.example.invoicing.repositories.queries;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** What is worth a look, when nobody asks for anything in particular. */
public final class Conspicuous {
    private static final String INVOICE = """
            SELECT number FROM invoice i
            WHERE status = 'ISSUED'
              AND (SELECT count(*) FROM invoice_line l WHERE l.invoice_id = i.invoice_id) BETWEEN 3 AND 12
            ORDER BY issued_on DESC, number DESC LIMIT 1""";
    private static final String CUSTOMER = """
            SELECT customer_id FROM invoice WHERE status = 'ISSUED'
            GROUP BY customer_id ORDER BY sum(balance) DESC, customer_id LIMIT 1""";

    private static final String LAST_DAY = """
            SELECT max(issued_on) FROM invoice""";

    /** The day of the newest invoice. */
    public Optional<LocalDate> lastDay(Connection connection) throws SQLException {
        return Rows.all(
                        connection,
                        LAST_DAY,
                        row -> Optional.ofNullable(row.text(1)).map(LocalDate::parse))
                .get(0);
    }

    /** The newest invoice that fits on a page. */
    public Optional<String> invoice(Connection connection) throws SQLException {
        return Rows.all(connection, INVOICE, row -> row.text(1)).stream().findAny();
    }

    /** Who owes most. */
    public Optional<String> debtor(Connection connection) throws SQLException {
        return Rows.all(connection, CUSTOMER, row -> row.text(1)).stream().findAny();
    }
}
