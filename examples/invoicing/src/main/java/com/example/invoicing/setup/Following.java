package com.example.invoicing.setup;

import com.example.invoicing.domain.reactors.InvoiceMails;
import com.example.invoicing.domain.reactors.Mails;
import com.example.invoicing.domain.viewmodels.CustomerAccounts;
import com.example.invoicing.domain.viewmodels.MonthlyVat;
import com.example.invoicing.domain.viewmodels.ProductSales;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcCheckpoints;
import dev.espalier.subscription.Subscription;
import java.util.List;
import javax.sql.DataSource;

/** What follows the events: views in a database of their own, and mails. */
public final class Following implements AutoCloseable {
    private final Mails mails;
    private final JdbcCheckpoints checkpoints;
    private final ViewModel salesByMonth = ProductSales.byMonth();
    private final List<ViewModel> first = List.of(new CustomerAccounts(), new MonthlyVat(), ProductSales.byYear());

    public Following(DataSource views, Mails mails) {
        this.mails = mails;
        this.checkpoints = new JdbcCheckpoints(views);
    }

    /** The invoicing system, followed. */
    public Espalier open(EventStore store) {
        var invoicing = Invoicing.on(store).subscribe(Subscription.of(new InvoiceMails(mails)));
        for (ViewModel each : first) invoicing.subscribe(Subscription.of(each).checkpoints(checkpoints));
        return invoicing
                .subscribe(Subscription.of(salesByMonth).checkpoints(checkpoints))
                .open();
    }

    /** The first version of each view. */
    public List<ViewModel> first() {
        return first;
    }

    /** The second version of one of them. */
    public ViewModel salesByMonth() {
        return salesByMonth;
    }

    @Override
    public void close() {
        checkpoints.close();
    }
}
