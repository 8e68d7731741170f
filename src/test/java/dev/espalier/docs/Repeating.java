package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.docs.Quickstart.CreateNewInvoice;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandEnvelope;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the page on commands shows about commands that are sent or decided again. */
final class Repeating {
    private Repeating() {}

    static boolean replayed(Espalier espalier, Command command, UUID request) {
        Receipt receipt = espalier.send(command, Metadata.none().withCommandId(request));
        return receipt.replayed();
    }

    static Espalier.Builder retrying(Espalier.Builder builder, Map<String, Integer> conflicts) {
        return builder.retry(Retry.times(20).within(Duration.ofSeconds(2)).pausing(Duration.ofMillis(10)))
                .onRetry((command, conflict, tries) ->
                        conflicts.merge(command.getClass().getSimpleName(), 1, Integer::sum));
    }

    static Receipt soon(Espalier espalier, Command command) {
        Receipt receipt = espalier.within(Duration.ofSeconds(2)).send(command);
        return receipt;
    }

    static List<Receipt> together(Espalier espalier, UUID request) {
        List<Receipt> receipts = espalier.sendAll(List.of(
                CommandEnvelope.of(new CreateNewInvoice("4713", "ann")),
                new CommandEnvelope(
                        new CreateNewInvoice("4714", "ann"), Metadata.none().withCommandId(request))));
        return receipts;
    }

    static long forget(Espalier espalier, Instant now) {
        long forgotten = espalier.forgetCommands(now.minus(Duration.ofDays(30)));
        return forgotten;
    }
}
