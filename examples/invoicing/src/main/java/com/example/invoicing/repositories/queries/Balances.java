package com.example.invoicing.repositories.queries;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What each customer owes by the old rows, less what is left of payments and credit notes. */
public final class Balances {
    private static final String ALL = """
            SELECT customer_id, sum(open)
            FROM (SELECT customer_id, balance AS open FROM invoice
                  UNION ALL SELECT customer_id, allocated - amount FROM payment
                  UNION ALL SELECT customer_id, credited - gross FROM credit_note)
            GROUP BY customer_id
            ORDER BY customer_id""";

    public List<Views.Account> run(Connection connection) throws SQLException {
        return Rows.all(connection, ALL, row -> new Views.Account(row.text(1), row.money(2)));
    }
}
