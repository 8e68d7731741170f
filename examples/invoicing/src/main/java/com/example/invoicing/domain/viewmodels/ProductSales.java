package com.example.invoicing.domain.viewmodels;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.repositories.commands.ProductSalesRows;
import dev.espalier.infrastructure.Transaction;

/** What was sold of each product: by year at first, then somebody wanted it by month. */
public class ProductSales extends TableView {
    public static final String NAME = "product-sales";

    private ProductSales(int version, ProductSalesRows rows) {
        super(NAME, version, rows);
        on(NewInvoiceCreated.class, rows::created);
        on(LineAdded.class, rows::added);
        on(LineRemoved.class, rows::removed);
        on(InvoiceIssued.class, rows::issued);
        on(InvoiceVoided.class, rows::voided);
    }

    public static ProductSales byYear() {
        return new ProductSales(1, new ProductSalesRows(1, 4));
    }

    /** Goes live only if it has sold as much as the one by year. */
    public static ProductSales byMonth() {
        var before = new ProductSalesRows(1, 4);
        var rows = new ProductSalesRows(2, 7);
        return new ProductSales(2, rows) {
            @Override
            public void verify(Transaction transaction) throws Exception {
                long wrong = rows.differences(before, transaction);
                if (wrong > 0) throw new IllegalStateException(wrong + " products differ from sales by year");
            }
        };
    }
}
