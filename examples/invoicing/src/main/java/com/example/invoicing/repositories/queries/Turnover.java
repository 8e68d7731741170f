package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;

/** How much there is altogether, without what is void. */
public final class Turnover {
    private static final String INVOICES = """
            SELECT count(DISTINCT invoice_id), count(*), coalesce(sum(amount), 0)
            FROM invoice_line JOIN invoice USING (invoice_id) WHERE status <> 'VOID'""";
    private static final String CREDIT_NOTES = """
            SELECT count(DISTINCT credit_note_id), count(*), coalesce(sum(amount), 0) FROM credit_note_line""";

    public record Total(int documents, int lines, BigDecimal net) {}

    public Total invoices(Connection connection) throws SQLException {
        return total(connection, INVOICES);
    }

    public Total creditNotes(Connection connection) throws SQLException {
        return total(connection, CREDIT_NOTES);
    }

    private static Total total(Connection connection, String sql) throws SQLException {
        return Rows.all(connection, sql, row -> new Total(row.number(1), row.number(2), row.money(3)))
                .get(0);
    }
}
