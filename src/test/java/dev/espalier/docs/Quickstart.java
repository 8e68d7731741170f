package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.jdbc.JdbcEventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The first screen of the README; {@link DocumentationTest} runs it and holds the two together. */
final class Quickstart {
    private Quickstart() {}

    // <typed>
    record CreateNewInvoice(String invoiceId, String customer) implements Command {}

    sealed interface InvoiceEvent extends Event {
        String invoiceId();
    }

    record NewInvoiceCreated(String invoiceId, String customer) implements InvoiceEvent {}

    record Invoice(boolean exists) {
        static final Aggregate<String, Invoice, InvoiceEvent> AGGREGATE = Aggregate.of(
                        "invoice", InvoiceEvent.class, InvoiceEvent::invoiceId, new Invoice(false))
                .on(NewInvoiceCreated.class, (none, event) -> new Invoice(true));
    }

    static List<? extends Event> create(CreateNewInvoice command, Invoice invoice) { // decides, and does nothing else
        if (invoice.exists()) throw new InvoiceExists(command.invoiceId()); // a refusal is your own exception
        return List.of(new NewInvoiceCreated(command.invoiceId(), command.customer()));
    }

    static class InvoiceSnapshotUpdateService extends SnapshotUpdateService { // from the event to the old rows
        InvoiceSnapshotUpdateService(InvoiceCommandRepository invoices) {
            on(NewInvoiceCreated.class, invoices::add);
        }
    }
    // </typed>

    static Receipt run(DataSource dataSource, InvoiceCommandRepository invoices) {
        // <typed>
        Espalier espalier = Espalier.on(new JdbcEventStore(dataSource)) // or new InMemoryEventStore()
                .handle(CreateNewInvoice.class, CreateNewInvoice::invoiceId, Invoice.AGGREGATE, Quickstart::create)
                .update(new InvoiceSnapshotUpdateService(invoices))
                .open();
        Receipt receipt = espalier.send(new CreateNewInvoice("4711", "ann"));
        // </typed>
        espalier.close();
        return receipt;
    }

    // <repository>
    static class InvoiceCommandRepository {
        int add(NewInvoiceCreated event, Transaction transaction) throws SQLException {
            var connection = transaction.as(Connection.class); // the one on which the event is being stored
            try (var insert = connection.prepareStatement("insert into invoice(id, customer) values (?, ?)")) {
                insert.setString(1, event.invoiceId());
                insert.setString(2, event.customer());
                return insert.executeUpdate();
            }
        }
    }
    // </repository>

    static final class InvoiceExists extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvoiceExists(String id) {
            super("invoice " + id + " exists");
        }
    }
}
