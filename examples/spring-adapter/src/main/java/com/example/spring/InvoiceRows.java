package com.example.spring;

import com.example.spring.Invoice.InvoiceCreated;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.Transaction;
import java.sql.Connection;
import java.sql.SQLException;

/** Keeps the table of invoices, in the transaction that stores the event. */
final class InvoiceRows extends SnapshotUpdateService {
    InvoiceRows() {
        on(InvoiceCreated.class, InvoiceRows::add);
    }

    private static int add(InvoiceCreated event, Transaction transaction) throws SQLException {
        try (var insert =
                transaction.as(Connection.class).prepareStatement("insert into invoice(id, customer) values (?, ?)")) {
            insert.setString(1, event.id());
            insert.setString(2, event.customer());
            return insert.executeUpdate();
        }
    }
}
