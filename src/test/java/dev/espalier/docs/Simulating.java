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
import java.util.List;
import java.util.random.RandomGenerator;

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

    static void run() {
        // <run>
        Simulation.of(Accounts::new).seeds(1, 1_000).run();
        // </run>
    }
}
