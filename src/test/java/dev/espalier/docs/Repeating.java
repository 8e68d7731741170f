package dev.espalier.docs;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** What the page on commands shows about commands that are sent again. */
final class Repeating {
    private Repeating() {}

    static boolean replayed(Espalier espalier, Command command, UUID request) {
        Receipt receipt = espalier.send(command, Metadata.none().withCommandId(request));
        return receipt.replayed();
    }

    static long forget(Espalier espalier, Instant now) {
        long forgotten = espalier.forgetCommands(now.minus(Duration.ofDays(30)));
        return forgotten;
    }
}
