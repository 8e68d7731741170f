package dev.espalier.command;

import dev.espalier.infrastructure.Command;
import dev.espalier.store.EventLog;

/** How commands of one class are decided. */
@FunctionalInterface
interface Deciding<C extends Command> {
    Decision decide(C command, Handling handling, EventLog log);
}
