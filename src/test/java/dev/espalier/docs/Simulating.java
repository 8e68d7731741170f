package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.docs.Following.AccountRows;
import dev.espalier.docs.Following.CustomerAccounts;
import dev.espalier.docs.Quickstart.CreateNewInvoice;
import dev.espalier.docs.Quickstart.Invoice;
import dev.espalier.docs.Quickstart.NewInvoiceCreated;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.EventStore;
import dev.espalier.testing.Simulated;
import dev.espalier.testing.SimulatedRows;
import dev.espalier.testing.Simulation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.sqlite.SQLiteDataSource;

/** The page on testing, where it simulates; {@link DocumentationTest} runs it. */
final class Simulating {
    private Simulating() {}

    // <simulated>
    static class Accounts implements Simulated {
        private final SimulatedRows<String, Integer> invoices = new SimulatedRows<>(); // stands for the table

        @Override
        public Espalier.Builder configure(EventStore store) {
            return Espalier.on(store)
                    .handle(CreateNewInvoice.class, CreateNewInvoice::invoiceId, Invoice.AGGREGATE, Quickstart::create);
        }

        @Override
        public List<Projector> projectors() {
            return List.of(new CustomerAccounts(new AccountRows() {
                @Override
                void invoiced(NewInvoiceCreated event, Transaction transaction) {
                    int before = invoices.find(event.customer()).orElse(0);
                    invoices.put(transaction, event.customer(), before + 1);
                }
            }));
        }

        @Override
        public void act(Espalier espalier, RandomGenerator random) {
            espalier.send(new CreateNewInvoice("invoice " + random.nextInt(50), "customer " + random.nextInt(3)));
        }

        @Override
        public Object rows() {
            return invoices.all();
        }
    }
    // </simulated>

    // <table>
    static class AccountTable extends Accounts {
        private final Connection connection;

        AccountTable(Connection empty) throws SQLException {
            connection = empty;
            try (var statement = connection.createStatement()) {
                statement.execute("create table account(customer text primary key, invoices int not null)");
            }
        }

        @Override
        public List<Projector> projectors() {
            return List.of(new CustomerAccounts(new AccountRows())); // with the SQL of production
        }

        @Override
        public Object rows() {
            var all = new TreeMap<String, Integer>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select customer, invoices from account")) {
                while (rows.next()) all.put(rows.getString(1), rows.getInt(2));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return all;
        }
    }
    // </table>

    static void run() {
        // <run>
        Simulation.of(Accounts::new).seeds(1, 1_000).run();
        // </run>
        // <jdbc>
        var databases = new SQLiteDataSource();
        databases.setUrl("jdbc:sqlite::memory:"); // each connection is to an empty database of its own
        Simulation.overJdbc(databases, AccountTable::new).seeds(1, 200).run();
        // </jdbc>
    }
}
