package com.example.invoicing.checks;

import com.example.invoicing.domain.models.Invoice;
import com.example.invoicing.domain.snapshotupdateservices.InvoiceSnapshotUpdateService;
import com.example.invoicing.reports.Figures;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.StreamId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Whether the store's record of how far the rows of an invoice are, the row and the stream have the same version. */
public final class Versions {
    private static final String ROWS = "SELECT invoice_id, version FROM invoice";

    private Versions() {}

    public static Check run(Connection rows, EventStoreService events) throws SQLException {
        long all = 0;
        long wrong = 0;
        try (var statement = rows.createStatement();
                ResultSet row = statement.executeQuery(ROWS)) {
            while (row.next()) {
                StreamId stream = Invoice.AGGREGATE.stream(row.getString(1));
                long version = row.getLong(2);
                all++;
                if (version != events.snapshotVersion(InvoiceSnapshotUpdateService.NAME, stream)
                        || version != events.version(stream)) wrong++;
            }
        }
        String figures = Figures.count(all) + " invoices" + (wrong == 0 ? "" : ", " + wrong + " wrong");
        return new Check("row, record and stream have the same version", all > 0 && wrong == 0, figures);
    }
}
