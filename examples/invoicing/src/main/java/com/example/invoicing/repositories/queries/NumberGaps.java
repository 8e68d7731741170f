package com.example.invoicing.repositories.queries;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What an auditor asks first: whether each series of numbers is complete. */
public final class NumberGaps {
    private static final String AUDIT = """
            WITH used AS (
                SELECT substr(number, 1, length(number) - 7) AS series, number FROM invoice WHERE number IS NOT NULL
                UNION ALL
                SELECT substr(number, 1, length(number) - 7), number FROM credit_note)
            SELECT s.series, s.last_number, count(u.number), s.last_number - count(DISTINCT u.number),
                   count(u.number) - count(DISTINCT u.number)
            FROM number_series s LEFT JOIN used u USING (series)
            GROUP BY s.series, s.last_number
            ORDER BY s.series""";

    public record Series(String series, int lastNumber, int documents, int missing, int doubled) {}

    public List<Series> run(Connection connection) throws SQLException {
        return Rows.all(
                connection,
                AUDIT,
                row -> new Series(row.text(1), row.number(2), row.number(3), row.number(4), row.number(5)));
    }
}
