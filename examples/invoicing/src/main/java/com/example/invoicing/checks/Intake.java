package com.example.invoicing.checks;

import com.example.invoicing.feeding.SetAside;
import com.example.invoicing.feeding.Tally;
import com.example.invoicing.reports.Figures;
import com.example.invoicing.repositories.queries.Turnover;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;

/** Whether everything in the file went somewhere. */
public final class Intake {
    private Intake() {}

    /** Nothing is lost on the way: what was read is what was taken and what was set aside. */
    public static Check addsUp(Tally tally) {
        Tally.Sum sum = tally.invoices();
        for (SetAside rule : SetAside.values()) sum = sum.plus(tally.setAside(rule));
        boolean passed = sum.documents() == tally.all().documents()
                && sum.lines() == tally.all().lines()
                && sum.net().compareTo(tally.all().net()) == 0;
        return new Check(
                "taken and set aside make up the file",
                passed,
                Figures.count(sum.documents()) + " documents, " + Figures.count(sum.lines()) + " lines");
    }

    /** What was taken is in the rows. A line is rounded to the penny there, which may differ by half a penny each. */
    public static Check isInRows(Tally tally, Connection rows) throws SQLException {
        var stored = new Turnover().invoices(rows);
        var taken = tally.invoices();
        BigDecimal rounding = stored.net().subtract(taken.net());
        BigDecimal atMost = BigDecimal.valueOf(taken.lines()).multiply(new BigDecimal("0.005"));
        boolean passed = stored.documents() == taken.documents()
                && stored.lines() == taken.lines()
                && rounding.abs().compareTo(atMost) <= 0;
        return new Check(
                "lines and money taken are in the rows",
                passed,
                Figures.count(stored.lines()) + " lines, net " + Figures.amount(stored.net()) + ", of which "
                        + Figures.amount(rounding) + " by rounding lines to the penny");
    }
}
