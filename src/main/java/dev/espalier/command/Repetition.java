package dev.espalier.command;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.EventLog;
import java.util.Optional;
import java.util.UUID;

/** Whether a command was handled before. */
interface Repetition {
    /** Of a command without an id: never. */
    Repetition NEVER = new Repetition() {
        @Override
        public Optional<UUID> id() {
            return Optional.empty();
        }

        @Override
        public Optional<Receipt> first(EventLog log) {
            return Optional.empty();
        }

        @Override
        public void handled(EventLog log, Receipt receipt) {}
    };

    /** What the command may be repeated under. */
    Optional<UUID> id();

    /** Locks the id until the end of the transaction; the first receipt, when there is one. */
    Optional<Receipt> first(EventLog log);

    /** Remembers what came of the command. */
    void handled(EventLog log, Receipt receipt);
}
