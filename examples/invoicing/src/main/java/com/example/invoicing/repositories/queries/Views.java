package com.example.invoicing.repositories.queries;

import com.example.invoicing.domain.viewmodels.CustomerAccounts;
import com.example.invoicing.domain.viewmodels.MonthlyVat;
import com.example.invoicing.domain.viewmodels.ProductSales;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToIntFunction;

/** Queries of the views, each by the version that is in use. */
public final class Views {
    private static final String ACCOUNTS =
            "SELECT customer_id, sum(open) FROM customer_account_{version} GROUP BY customer_id ORDER BY customer_id";
    private static final String VAT = """
            SELECT month, country, rate, sum(net), sum(vat) FROM monthly_vat_{version}
            WHERE month <> '' GROUP BY month, country, rate ORDER BY month, country, rate DESC""";
    private static final String SALES = """
            SELECT product, max(description), count(DISTINCT invoice_id), sum(quantity), sum(net)
            FROM product_sales_{version} WHERE period IS NOT NULL
            GROUP BY product ORDER BY sum(net) DESC, product LIMIT ?""";

    public record Account(String customerId, BigDecimal balance) {}

    private final ToIntFunction<String> live;

    /** Asks anew for each query which version is in use. */
    public Views(ToIntFunction<String> live) {
        this.live = live;
    }

    private String of(String view, String sql) {
        return sql.replace("{version}", Integer.toString(live.applyAsInt(view)));
    }

    public List<Account> accounts(Connection connection) throws SQLException {
        return Rows.all(connection, of(CustomerAccounts.NAME, ACCOUNTS), row -> new Account(row.text(1), row.money(2)));
    }

    public List<VatByMonth.Vat> vat(Connection connection) throws SQLException {
        return Rows.all(
                connection,
                of(MonthlyVat.NAME, VAT),
                row -> new VatByMonth.Vat(row.text(1), row.text(2), row.decimal(3, 1), row.money(4), row.money(5)));
    }

    public List<TopProducts.Product> sales(Connection connection, int atMost) throws SQLException {
        return Rows.all(
                connection,
                of(ProductSales.NAME, SALES),
                row -> new TopProducts.Product(row.text(1), row.text(2), row.number(3), row.number(4), row.money(5)),
                atMost);
    }
}
