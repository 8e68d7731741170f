package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What is owed to the tax office: VAT of invoices, less VAT of credit notes. */
public final class VatByMonth {
    private static final String VAT = """
            SELECT substr(issued_on, 1, 7) AS month, country, rate, sum(net), sum(vat)
            FROM (SELECT i.issued_on, i.country, v.rate, v.net, v.vat
                  FROM invoice i JOIN invoice_vat v USING (invoice_id) WHERE i.status <> 'VOID'
                  UNION ALL
                  SELECT c.issued_on, c.country, v.rate, -v.net, -v.vat
                  FROM credit_note c JOIN credit_note_vat v USING (credit_note_id))
            GROUP BY month, country, rate
            ORDER BY month, country, rate DESC""";

    public record Vat(String month, String country, BigDecimal rate, BigDecimal net, BigDecimal vat) {}

    public List<Vat> run(Connection connection) throws SQLException {
        return Rows.all(
                connection,
                VAT,
                row -> new Vat(row.text(1), row.text(2), row.decimal(3, 1), row.money(4), row.money(5)));
    }
}
