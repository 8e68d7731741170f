package com.example.invoicing.checks;

import com.example.invoicing.reports.Figures;
import com.example.invoicing.repositories.queries.Balances;
import com.example.invoicing.repositories.queries.TopProducts;
import com.example.invoicing.repositories.queries.VatByMonth;
import com.example.invoicing.repositories.queries.Views;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether the views, some time after the events, say what the old queries say. */
public final class ViewsEqualRows {
    private static final int ALL = Integer.MAX_VALUE;

    private ViewsEqualRows() {}

    public static List<Check> run(Connection rows, Connection viewRows, Views views) throws SQLException {
        return List.of(
                same("accounts of customers", new Balances().run(rows), views.accounts(viewRows)),
                same("monthly VAT", new VatByMonth().run(rows), views.vat(viewRows)),
                same("product sales", new TopProducts().run(rows, ALL), views.sales(viewRows, ALL)));
    }

    private static <T> Check same(String view, List<T> rows, List<T> ofView) {
        return new Check(
                "the view of " + view + " says what the old rows say",
                rows.equals(ofView) && !rows.isEmpty(),
                Figures.count(ofView.size()) + " lines");
    }
}
