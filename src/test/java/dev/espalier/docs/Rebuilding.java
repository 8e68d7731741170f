package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.docs.Quickstart.CreateNewInvoice;
import dev.espalier.docs.Quickstart.Invoice;
import dev.espalier.docs.Quickstart.NewInvoiceCreated;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.subscription.PartitionKey;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.ViewModels;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The page on view models; {@link DocumentationTest} runs it. */
final class Rebuilding {
    private Rebuilding() {}

    // <version>
    static class CustomerAccounts extends ViewModel {
        private final String table;

        CustomerAccounts(int version) {
            super("customer-accounts", version); // the projections of both versions happen to be the same here
            table = "account_" + version;
            on(NewInvoiceCreated.class, (event, transaction) -> {
                try (var insert = transaction
                        .as(Connection.class)
                        .prepareStatement("insert into " + table + "(invoice, customer) values (?, ?)")) {
                    insert.setString(1, event.invoiceId());
                    insert.setString(2, event.customer());
                    insert.executeUpdate();
                }
            });
        }

        @Override
        public void create(Transaction transaction) throws SQLException {
            drop(transaction); // what an attempt that was killed has left
            run(transaction, "create table " + table + "(invoice varchar(36) primary key, customer varchar(36))");
        }

        @Override
        public void drop(Transaction transaction) throws SQLException {
            run(transaction, "drop table if exists " + table);
        }
        // </version>

        // <verify>
        @Override
        public void verify(Transaction transaction) throws SQLException {
            long missing = count(
                    transaction, "select count(*) from invoice where id not in (select invoice from " + table + ")");
            if (missing > 0) throw new IllegalStateException(missing + " invoices are missing");
        }
        // </verify>

        private static void run(Transaction transaction, String sql) throws SQLException {
            try (Statement statement = transaction.as(Connection.class).createStatement()) {
                statement.execute(sql);
            }
        }

        private static long count(Transaction transaction, String sql) throws SQLException {
            try (Statement statement = transaction.as(Connection.class).createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static String run(DataSource dataSource) throws SQLException {
        // <register>
        var first = new CustomerAccounts(1);
        var second = new CustomerAccounts(2);
        Espalier espalier = Espalier.on(new JdbcEventStore(dataSource))
                .handle(CreateNewInvoice.class, CreateNewInvoice::invoiceId, Invoice.AGGREGATE, Quickstart::create)
                .subscribe(Subscription.of(first))
                .subscribe(Subscription.of(second))
                .open();
        ViewModels views = espalier.subscriptions().viewModels();
        // </register>
        try (espalier) {
            espalier.send(new CreateNewInvoice("4711", "ann"));
            views.prepare(first);
            espalier.subscriptions().runUntilCaughtUp();
            views.goLive(first);
            // <steps>
            views.prepare(second); // creates its table; from here on it follows, as every subscription does
            espalier.subscriptions().runUntilCaughtUp(); // or start(executor), as usual
            views.goLive(second); // verified, and in use
            // </steps>
            String status = status(views);
            // <back>
            views.goBack("customer-accounts"); // version 1 is in use again, and was never out of date
            views.goLive(second); // verified once more
            views.release("customer-accounts"); // drops version 1
            // </back>
            return status + invoices(views, dataSource, "ann");
        }
    }

    static Subscription divided(ViewModel version) {
        // <partitions>
        return Subscription.of(version)
                .partitions(4, PartitionKey.tag("customer")); // or by stream, or by a key of your own
        // </partitions>
    }

    private static String status(ViewModels views) {
        // <status>
        return views.status("customer-accounts").stream()
                .map(version -> version + "\n") // customer-accounts@2 LIVE position 1, lag 0, 100 %, 0 s left
                .collect(Collectors.joining());
        // </status>
    }

    // <query>
    static long invoices(ViewModels views, DataSource dataSource, String customer) throws SQLException {
        String table = "account_" + views.live("customer-accounts");
        try (var connection = dataSource.getConnection();
                var query = connection.prepareStatement("select count(*) from " + table + " where customer = ?")) {
            // </query>
            query.setString(1, customer);
            try (var row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
