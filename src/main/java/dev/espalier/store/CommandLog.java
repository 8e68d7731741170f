package dev.espalier.store;

import dev.espalier.infrastructure.CommandIdTakenException;
import dev.espalier.infrastructure.Receipt;
import java.util.Optional;

/**
 * Capability of the units of work and joined transactions of a {@link CommandStore}: a command that carries an id happens
 * once. What came of it is kept in the transaction that stores its events, so that whoever sends it again, in any process and
 * after any restart, gets the first receipt.
 */
public interface CommandLog extends EventLog {
    /**
     * Locks the id of a command until the end of this transaction, and tells what came of the command before. To be called
     * before anything is read. Where the store has to let its locks go in between, {@link #append} looks again and returns
     * the first receipt, with nothing stored.
     *
     * @param command that is to be handled
     * @param types from stored names to types
     * @return its first receipt, marked as replayed; empty when it was never handled, or is forgotten
     * @throws CommandIdTakenException when another command was handled under its id
     */
    Optional<Receipt> repeated(CommandKey command, EventType.Lookup types);

    /**
     * Remembers what came of a command; commits or vanishes with this transaction.
     *
     * @param command whose id is locked
     * @param receipt with the events that it stored here, neighbours in their order; or without any
     */
    void handled(CommandKey command, Receipt receipt);
}
