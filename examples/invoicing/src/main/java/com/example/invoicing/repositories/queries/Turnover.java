package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;

/** How much there is altogether, without what is void. */
public final class Turnover {
    private static final String INVOICES = """
            SELECT count(DISTINCT invoice_id), count(*), coalesce(sum(amount), 0)
            FROM invoice_line JOIN invoice USING (invoice_id) WHERE status <> 'VOID'""";

    public record Total(int documents, int lines, BigDecimal net) {}

    public Total invoices(Connection connection) throws SQLException {
        return Rows.all(connection, INVOICES, row -> new Total(row.number(1), row.number(2), row.money(3)))
                .get(0);
    }
}
