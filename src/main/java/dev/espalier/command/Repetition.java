package dev.espalier.command;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.EventLog;
import java.util.Optional;

/** Whether a command was handled before. */
interface Repetition {
    /** Of a command without an id: never. */
    Repetition NEVER = new Repetition() {
        @Override
        public Optional<Receipt> first(EventLog log) {
            return Optional.empty();
        }

        @Override
        public void handled(EventLog log, Receipt receipt) {}
    };

    /** Locks the id until the end of the transaction; the first receipt, when there is one. */
    Optional<Receipt> first(EventLog log);

    /** Remembers what came of the command. */
    void handled(EventLog log, Receipt receipt);
}
