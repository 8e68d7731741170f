package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.docs.Quickstart.CreateNewInvoice;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.jdbc.JdbcTransaction;
import java.sql.Connection;
import java.sql.SQLException;

/** The page about stores: events in the application's own transaction. */
final class OwnTransaction {
    private OwnTransaction() {}

    static void run(JdbcEventStore store, Espalier espalier, Connection connection) throws SQLException {
        // <own transaction>
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("insert into audit(text) values ('4711 created')");
        }
        JdbcTransaction joined = store.in(connection);
        espalier.in(joined).send(new CreateNewInvoice("4711", "ann"));
        joined.complete(); // the last thing before the commit
        connection.commit();
        joined.committed(); // or rolledBack()
        // </own transaction>
    }
}
