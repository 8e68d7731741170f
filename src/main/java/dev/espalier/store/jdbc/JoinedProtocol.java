package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Hooks;

/** Appends in a transaction of the caller's. */
interface JoinedProtocol {
    /** Appends, and leaves the transaction as it was when it fails. */
    Receipt append(Append append, Hooks hooks);

    /** Locks the id of a command until the end of the transaction. */
    void lock(CommandKey command);

    /** Remembers what came of it. */
    void record(CommandKey command, Receipt receipt);

    /** Finishes what was appended. */
    void complete();

    /** Whether a commit now stores what was appended. */
    default boolean isStored() {
        return true;
    }

    /** What was appended and is not yet written. */
    default Pending pending() {
        return Pending.NONE;
    }

    /** Reads in that transaction. */
    Access reads();
}
