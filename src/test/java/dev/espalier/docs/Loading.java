package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.docs.Quickstart.CreateNewInvoice;
import dev.espalier.docs.Quickstart.Invoice;
import dev.espalier.infrastructure.AggregateSnapshots;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.serialization.JsonState;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What the page on commands shows about long streams. */
final class Loading {
    private Loading() {}

    static Espalier.Builder snapshots(Espalier.Builder builder, Executor executor) {
        return builder.snapshots(AggregateSnapshots.of(Invoice.AGGREGATE, new JsonState<>(Invoice.class))
                        .every(100)
                        .schemaVersion(2))
                .snapshotWriter(executor);
    }

    static Espalier.Builder unlocked(Espalier.Builder builder) {
        return builder.handle(
                CreateNewInvoice.class,
                CreateNewInvoice::invoiceId,
                Invoice.AGGREGATE,
                Load.UNLOCKED,
                Quickstart::create);
    }

    static Receipt fresh(Espalier espalier, Command command) {
        return espalier.loading(Load.FRESH).within(Duration.ofSeconds(2)).send(command);
    }
}
