package com.example.invoicing.checks;

import com.example.invoicing.feeding.SetAside;
import com.example.invoicing.feeding.Tally;
import com.example.invoicing.reports.Figures;
import com.example.invoicing.repositories.queries.Turnover;
import com.example.invoicing.repositories.queries.Turnover.Total;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;

/** Whether everything in the file went somewhere. */
public final class Intake {
    private static final BigDecimal HALF_A_PENNY = new BigDecimal("0.005");

    private Intake() {}

    /** Nothing is lost on the way: what was read is what was taken and what was set aside. */
    public static Check addsUp(Tally tally) {
        Tally.Sum sum = tally.invoices().plus(tally.creditNotes());
        for (SetAside rule : SetAside.values()) sum = sum.plus(tally.setAside(rule));
        boolean passed = sum.documents() == tally.read().documents()
                && sum.lines() == tally.read().lines()
                && sum.net().compareTo(tally.read().net()) == 0;
        return new Check(
                "taken and set aside make up the file",
                passed,
                Figures.count(sum.documents()) + " documents, " + Figures.count(sum.lines()) + " lines, net "
                        + Figures.amount(sum.net()));
    }

    /** What was taken is in the rows. A line is rounded to the penny there, which may differ by half a penny each. */
    public static Check isInRows(Tally tally, Connection rows) throws SQLException {
        Total invoices = new Turnover().invoices(rows);
        Total creditNotes = new Turnover().creditNotes(rows);
        Tally.Sum taken = tally.invoices().plus(tally.creditNotes());
        long lines = (long) invoices.lines() + creditNotes.lines();
        BigDecimal net = invoices.net().subtract(creditNotes.net());
        BigDecimal rounding = net.subtract(taken.net());
        boolean passed = invoices.documents() == tally.invoices().documents()
                && creditNotes.documents() == tally.creditNotes().documents()
                && lines == taken.lines()
                && rounding.abs().compareTo(HALF_A_PENNY.multiply(BigDecimal.valueOf(lines))) <= 0;
        return new Check(
                "lines and money taken are in the rows",
                passed,
                Figures.count(lines) + " lines, net " + Figures.amount(net) + ", of which " + Figures.amount(rounding)
                        + " by rounding lines to the penny");
    }
}
