package com.example.invoicing.checks;

import com.example.invoicing.reports.Figures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Whether the rows agree with each other. Each query counts what it looks at, and what is wrong with it. */
public final class Books {
    private static final String TOTALS = """
            SELECT count(*), sum(
                net <> (SELECT sum(amount) FROM invoice_line l WHERE l.invoice_id = i.invoice_id)
                OR net <> (SELECT sum(v.net) FROM invoice_vat v WHERE v.invoice_id = i.invoice_id)
                OR vat <> (SELECT sum(v.vat) FROM invoice_vat v WHERE v.invoice_id = i.invoice_id)
                OR gross <> net + vat)
            FROM invoice i WHERE number IS NOT NULL""";
    private static final String GAPS = """
            SELECT count(*), (SELECT sum(last_number) FROM number_series) - count(DISTINCT number)
            FROM invoice WHERE number IS NOT NULL""";

    private Books() {}

    public static Check totals(Connection rows) throws SQLException {
        return check(rows, "lines add up to net, and net and VAT to gross", TOTALS, "invoices");
    }

    public static Check numbers(Connection rows) throws SQLException {
        return check(rows, "invoice numbers have no gap and no double", GAPS, "numbers");
    }

    private static Check check(Connection rows, String name, String sql, String what) throws SQLException {
        try (var statement = rows.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            long all = result.getLong(1);
            long wrong = result.getLong(2);
            String figures = Figures.count(all) + " " + what + (wrong == 0 ? "" : ", " + wrong + " wrong");
            return new Check(name, all > 0 && wrong == 0, figures);
        }
    }
}
