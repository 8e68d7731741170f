package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.docs.Quickstart.CreateNewInvoice;
import dev.espalier.docs.Quickstart.Invoice;
import dev.espalier.docs.Quickstart.InvoiceCommandRepository;
import dev.espalier.docs.Quickstart.InvoiceSnapshotUpdateService;
import dev.espalier.docs.Quickstart.NewInvoiceCreated;
import dev.espalier.infrastructure.PerBatch;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Reactor;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.jdbc.JdbcCheckpoints;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.subscription.PartitionKey;
import dev.espalier.subscription.ServiceSwitch;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.Subscriptions.Awaited;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;

/** The page on subscriptions; {@link DocumentationTest} runs it. */
final class Following {
    private Following() {}

    // <projector>
    static class CustomerAccounts extends Projector {
        CustomerAccounts(AccountRows accounts) {
            super("customer-accounts"); // its checkpoint is kept under this name
            on(NewInvoiceCreated.class, accounts::invoiced);
        }
    }
    // </projector>

    // <gathered>
    static class InvoicesByCustomer extends Projector {
        InvoicesByCustomer(AccountRows accounts) {
            super("invoices-by-customer");
            PerBatch<Map<String, Integer>> counts = perBatch(HashMap::new, accounts::add);
            on(
                    NewInvoiceCreated.class,
                    (event, transaction) -> counts.in(transaction).merge(event.customer(), 1, Integer::sum));
        }
    }
    // </gathered>

    // <reactor>
    static class InvoiceMails extends Reactor {
        InvoiceMails(Mails mails) {
            super("invoice-mails");
            on(NewInvoiceCreated.class, (event, occasion) -> mails.send(event.customer(), occasion.key()));
        }
    }
    // </reactor>

    interface Mails {
        void send(String customer, UUID key);
    }

    static class AccountRows {
        void add(Map<String, Integer> invoices, Transaction transaction) throws SQLException {
            try (var upsert = transaction
                    .as(Connection.class)
                    .prepareStatement("insert into account(customer, invoices) values (?, ?)"
                            + " on conflict (customer) do update set invoices = invoices + excluded.invoices")) {
                for (var each : invoices.entrySet()) {
                    upsert.setString(1, each.getKey());
                    upsert.setInt(2, each.getValue());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }

        void invoiced(NewInvoiceCreated event, Transaction transaction) throws SQLException {
            try (var upsert = transaction
                    .as(Connection.class)
                    .prepareStatement("insert into account(customer, invoices) values (?, 1)"
                            + " on conflict (customer) do update set invoices = invoices + 1")) {
                upsert.setString(1, event.customer());
                upsert.executeUpdate();
            }
        }
    }

    static Espalier open(DataSource dataSource, InvoiceCommandRepository invoices) {
        // <asynchronous>
        Espalier espalier = Espalier.on(new JdbcEventStore(dataSource))
                .handle(CreateNewInvoice.class, CreateNewInvoice::invoiceId, Invoice.AGGREGATE, Quickstart::create)
                .subscribe(Subscription.of(new InvoiceSnapshotUpdateService(invoices))) // instead of .update(...)
                .open();
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2); // yours: its threads, its end
        espalier.subscriptions().start(executor);
        // </asynchronous>
        espalier.subscriptions().stop(Duration.ofSeconds(10));
        executor.shutdown();
        return espalier;
    }

    static Espalier switching(DataSource dataSource, InvoiceCommandRepository invoices) {
        // <switching>
        Espalier espalier = Espalier.on(new JdbcEventStore(dataSource))
                .handle(CreateNewInvoice.class, CreateNewInvoice::invoiceId, Invoice.AGGREGATE, Quickstart::create)
                .subscribe(Subscription.of(new InvoiceSnapshotUpdateService(invoices))
                        .switching(ServiceMode.INLINE)) // as with .update(...), until somebody says otherwise
                .open();
        espalier.subscriptions().services().asynchronous("InvoiceSnapshotUpdateService");
        // </switching>
        return espalier;
    }

    static ServiceMode back(Espalier espalier) {
        // <inline>
        ServiceSwitch services = espalier.subscriptions().services();
        services.inline("InvoiceSnapshotUpdateService");
        return services.mode("InvoiceSnapshotUpdateService"); // INLINE, and nothing is behind
        // </inline>
    }

    static Espalier elsewhere(DataSource events, DataSource reports) {
        // <elsewhere>
        Espalier espalier = Espalier.on(new JdbcEventStore(events))
                .handle(CreateNewInvoice.class, CreateNewInvoice::invoiceId, Invoice.AGGREGATE, Quickstart::create)
                .subscribe(Subscription.of(new CustomerAccounts(new AccountRows()))
                        .checkpoints(new JdbcCheckpoints(reports)) // the database of its rows
                        .batch(200, Duration.ofMillis(500))) // at most, in one transaction
                .open();
        espalier.subscriptions().runUntilCaughtUp(); // in this thread
        // </elsewhere>
        return espalier;
    }

    static Subscription careful(Projector accounts) {
        // <careful>
        return Subscription.of(accounts)
                .retry(5, Duration.ofSeconds(1), Duration.ofMinutes(1)) // then, instead of standing still,
                .setAside(); // record the event and go on
        // </careful>
    }

    static Subscription watched(Projector accounts) {
        // <lease>
        return Subscription.of(accounts)
                .lease(Duration.ofSeconds(5)); // who hangs keeps it for so long; 10 seconds by default
        // </lease>
    }

    static Subscription shared(Projector accounts) {
        // <partitions>
        return Subscription.of(accounts)
                .partitions(4, PartitionKey.tag("customer")); // what is of one customer stays in order
        // </partitions>
    }

    static boolean shown(Espalier espalier, Receipt receipt) {
        // <await>
        var came = espalier.subscriptions().awaitProcessed("customer-accounts", receipt, Duration.ofSeconds(2));
        return came != Awaited.TIMED_OUT; // DONE or ALREADY: the rows show what the receipt is for
        // </await>
    }
}
