package com.example.invoicing.checks;

import com.example.invoicing.reports.Figures;
import com.example.invoicing.repositories.queries.NumberGaps;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Whether the rows agree with each other. Each query counts what it looks at, and what of it is wrong. */
public final class Books {
    private static final String TOTALS = """
            SELECT count(*), sum(
                net IS NOT (SELECT sum(amount) FROM invoice_line l WHERE l.invoice_id = i.invoice_id)
                OR net IS NOT (SELECT sum(v.net) FROM invoice_vat v WHERE v.invoice_id = i.invoice_id)
                OR vat IS NOT (SELECT sum(v.vat) FROM invoice_vat v WHERE v.invoice_id = i.invoice_id)
                OR gross <> net + vat)
            FROM invoice i WHERE number IS NOT NULL
            UNION ALL
            SELECT count(*), sum(
                net IS NOT (SELECT sum(amount) FROM credit_note_line l WHERE l.credit_note_id = n.credit_note_id)
                OR net IS NOT (SELECT sum(v.net) FROM credit_note_vat v WHERE v.credit_note_id = n.credit_note_id)
                OR vat IS NOT (SELECT sum(v.vat) FROM credit_note_vat v WHERE v.credit_note_id = n.credit_note_id)
                OR gross <> net + vat)
            FROM credit_note n""";
    private static final String BALANCES = """
            SELECT count(*), sum(
                paid <> (SELECT coalesce(sum(amount), 0) FROM payment_allocation a WHERE a.invoice_id = i.invoice_id)
                OR credited <>
                    (SELECT coalesce(sum(amount), 0) FROM credit_note_allocation a WHERE a.invoice_id = i.invoice_id)
                OR (status <> 'VOID' AND balance <> gross - paid - credited - written_off)
                OR (balance < 0 AND credited = 0))
            FROM invoice i
            UNION ALL
            SELECT count(*), sum(allocated > amount OR allocated <>
                (SELECT coalesce(sum(amount), 0) FROM payment_allocation a WHERE a.payment_id = p.payment_id))
            FROM payment p
            UNION ALL
            SELECT count(*), sum(credited > gross OR credited <>
                (SELECT coalesce(sum(amount), 0) FROM credit_note_allocation a
                 WHERE a.credit_note_id = n.credit_note_id))
            FROM credit_note n""";
    private static final String OF_OTHERS = """
            SELECT sum(print_count), sum((updated_at IS NULL) <> (version = 1 AND print_count = 0)) FROM invoice""";

    private Books() {}

    public static Check totals(Connection rows) throws SQLException {
        return check(rows, "lines add up to net, and net and VAT to gross", TOTALS, "documents");
    }

    public static Check balances(Connection rows) throws SQLException {
        return check(
                rows,
                "balances are what payments and credit notes left, none below zero without a credit",
                BALANCES,
                "documents and payments");
    }

    public static Check numbers(Connection rows) throws SQLException {
        long documents = 0;
        long wrong = 0;
        for (var series : new NumberGaps().run(rows)) {
            documents += series.documents();
            wrong += series.missing() + series.doubled();
        }
        return check("document numbers have no gap and no double", documents, wrong, "numbers");
    }

    /** Printing counted what was printed, the trigger knows of every change, and no event has touched either. */
    public static Check columnsOfOthers(Connection rows, long printed) throws SQLException {
        try (var statement = rows.createStatement();
                ResultSet result = statement.executeQuery(OF_OTHERS)) {
            result.next();
            long count = result.getLong(1);
            long wrong = result.getLong(2);
            return new Check(
                    "columns that belong to others are theirs alone",
                    count == printed && wrong == 0,
                    "printed " + count + " of " + printed + ", " + wrong + " changes not seen");
        }
    }

    private static Check check(Connection rows, String name, String sql, String what) throws SQLException {
        long all = 0;
        long wrong = 0;
        try (var statement = rows.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                all += result.getLong(1);
                wrong += result.getLong(2);
            }
        }
        return check(name, all, wrong, what);
    }

    private static Check check(String name, long all, long wrong, String what) {
        String figures = Figures.count(all) + " " + what + (wrong == 0 ? "" : ", " + wrong + " of them wrong");
        return new Check(name, all > 0 && wrong == 0, figures);
    }
}
