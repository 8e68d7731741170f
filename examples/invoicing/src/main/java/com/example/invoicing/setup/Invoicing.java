package com.example.invoicing.setup;

import com.example.invoicing.domain.commands.AddLine;
import com.example.invoicing.domain.commands.AddLineHandler;
import com.example.invoicing.domain.commands.ChangeDueDate;
import com.example.invoicing.domain.commands.ChangeDueDateHandler;
import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.CreateNewInvoiceHandler;
import com.example.invoicing.domain.commands.IssueCreditNote;
import com.example.invoicing.domain.commands.IssueCreditNoteHandler;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.IssueInvoiceHandler;
import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.OpenNumberSeriesHandler;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.domain.commands.RegisterCustomerHandler;
import com.example.invoicing.domain.commands.RegisterPayment;
import com.example.invoicing.domain.commands.RegisterPaymentHandler;
import com.example.invoicing.domain.commands.RemoveLine;
import com.example.invoicing.domain.commands.RemoveLineHandler;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.commands.VoidInvoiceHandler;
import com.example.invoicing.domain.commands.WriteOff;
import com.example.invoicing.domain.commands.WriteOffHandler;
import com.example.invoicing.domain.models.CreditNote;
import com.example.invoicing.domain.models.Customer;
import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.domain.models.NumberSeries;
import com.example.invoicing.domain.models.Payment;
import com.example.invoicing.domain.snapshotupdateservices.CreditNoteSnapshotUpdateService;
import com.example.invoicing.domain.snapshotupdateservices.CustomerSnapshotUpdateService;
import com.example.invoicing.domain.snapshotupdateservices.InvoiceSnapshotUpdateService;
import com.example.invoicing.domain.snapshotupdateservices.NumberSeriesSnapshotUpdateService;
import com.example.invoicing.domain.snapshotupdateservices.PaymentSnapshotUpdateService;
import com.example.invoicing.repositories.commands.JdbcCreditNoteCommandRepository;
import com.example.invoicing.repositories.commands.JdbcCustomerCommandRepository;
import com.example.invoicing.repositories.commands.JdbcInvoiceCommandRepository;
import com.example.invoicing.repositories.commands.JdbcNumberSeriesCommandRepository;
import com.example.invoicing.repositories.commands.JdbcPaymentCommandRepository;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.store.EventStore;
import java.util.List;

/** The invoicing system, put together: which command goes to which handler, and who keeps the old rows. */
public final class Invoicing {
    private Invoicing() {}

    public static Espalier open(EventStore store) {
        return on(store).open();
    }

    /** Commands and rows, for those who have something to add. */
    public static Espalier.Builder on(EventStore store) {
        Espalier.Builder invoicing = commands(store);
        rows().forEach(invoicing::update);
        return invoicing;
    }

    /** Commands without rows: the domain by itself. */
    public static Espalier.Builder commands(EventStore store) {
        return Espalier.on(store)
                .stateCache(1_000) // a number series grows with every document
                .aggregate(Payment.AGGREGATE)
                .aggregate(CreditNote.AGGREGATE)
                // decided on one stream
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
                .handle(AddLine.class, AddLine::invoiceId, Invoice.AGGREGATE, new AddLineHandler())
                .handle(RemoveLine.class, RemoveLine::invoiceId, Invoice.AGGREGATE, new RemoveLineHandler())
                .handle(ChangeDueDate.class, ChangeDueDate::invoiceId, Invoice.AGGREGATE, new ChangeDueDateHandler())
                .handle(WriteOff.class, WriteOff::invoiceId, Invoice.AGGREGATE, new WriteOffHandler())
                .handle(VoidInvoice.class, VoidInvoice::invoiceId, Invoice.AGGREGATE, new VoidInvoiceHandler())
                // decided over several
                .decide(CreateNewInvoice.class, new CreateNewInvoiceHandler())
                .decide(IssueInvoice.class, new IssueInvoiceHandler())
                .decide(RegisterPayment.class, new RegisterPaymentHandler())
                .decide(IssueCreditNote.class, new IssueCreditNoteHandler());
    }

    /** Those who keep the rows: in the transaction of each command, and again in a replay of everything. */
    public static List<SnapshotUpdateService> rows() {
        return List.of(
                new CustomerSnapshotUpdateService(new JdbcCustomerCommandRepository()),
                new NumberSeriesSnapshotUpdateService(new JdbcNumberSeriesCommandRepository()),
                new InvoiceSnapshotUpdateService(new JdbcInvoiceCommandRepository()),
                new PaymentSnapshotUpdateService(new JdbcPaymentCommandRepository()),
                new CreditNoteSnapshotUpdateService(new JdbcCreditNoteCommandRepository()));
    }
}
