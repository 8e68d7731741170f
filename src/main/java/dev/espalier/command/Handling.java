package dev.espalier.command;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.EventLog;

/** What one command does in a transaction; done again from the beginning in another one. */
@FunctionalInterface
interface Handling {
    /** Loads, decides and appends. */
    Receipt in(EventLog log);
}
