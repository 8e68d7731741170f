package com.example.invoicing.setup;

import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.CreateNewInvoiceHandler;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.IssueInvoiceHandler;
import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.OpenNumberSeriesHandler;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.domain.commands.RegisterCustomerHandler;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.commands.VoidInvoiceHandler;
import com.example.invoicing.domain.models.Customer;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.domain.snapshotupdateservices.CustomerSnapshotUpdateService;
import com.example.invoicing.domain.snapshotupdateservices.InvoiceSnapshotUpdateService;
import com.example.invoicing.domain.snapshotupdateservices.NumberSeriesSnapshotUpdateService;
import com.example.invoicing.repositories.commands.JdbcCustomerCommandRepository;
import com.example.invoicing.repositories.commands.JdbcInvoiceCommandRepository;
import com.example.invoicing.repositories.commands.JdbcNumberSeriesCommandRepository;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.store.EventStore;
import java.util.List;

/** The invoicing system, put together: which command goes to which handler, and who keeps the old rows. */
public final class Invoicing {
    private Invoicing() {}

    public static Espalier open(EventStore store) {
        var invoicing = Espalier.on(store)
                .handle(
                        RegisterCustomer.class,
                        RegisterCustomer::customerId,
                        Customer.AGGREGATE,
                        new RegisterCustomerHandler())
                .handle(
                        OpenNumberSeries.class,
                        OpenNumberSeries::series,
                        NumberSeries.AGGREGATE,
                        new OpenNumberSeriesHandler())
                .decide(CreateNewInvoice.class, new CreateNewInvoiceHandler())
                .decide(IssueInvoice.class, new IssueInvoiceHandler())
                .handle(VoidInvoice.class, VoidInvoice::invoiceId, Invoice.AGGREGATE, new VoidInvoiceHandler());
        rows().forEach(invoicing::update);
        return invoicing.open();
    }

    /** Those who keep the rows: in the transaction of each command, and again in a replay of everything. */
    public static List<SnapshotUpdateService> rows() {
        return List.of(
                new CustomerSnapshotUpdateService(new JdbcCustomerCommandRepository()),
                new NumberSeriesSnapshotUpdateService(new JdbcNumberSeriesCommandRepository()),
                new InvoiceSnapshotUpdateService(new JdbcInvoiceCommandRepository()));
    }
}
