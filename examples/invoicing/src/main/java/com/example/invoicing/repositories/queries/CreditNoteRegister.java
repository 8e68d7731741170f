package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** All credit notes, in the order of their numbers. */
public final class CreditNoteRegister {
    private static final String REGISTER = """
            SELECT n.number, n.issued_on, c.name, n.country, n.reason, n.gross, n.credited, n.gross - n.credited
            FROM credit_note n JOIN customer c USING (customer_id)
            ORDER BY n.number""";

    public record Entry(
            String number,
            String issuedOn,
            String customer,
            String country,
            String reason,
            BigDecimal gross,
            BigDecimal credited,
            BigDecimal left) {}

    public List<Entry> run(Connection connection) throws SQLException {
        return Rows.all(
                connection,
                REGISTER,
                row -> new Entry(
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        row.text(4),
                        row.text(5),
                        row.money(6),
                        row.money(7),
                        row.money(8)));
    }
}
