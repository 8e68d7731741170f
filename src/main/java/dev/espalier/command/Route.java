package dev.espalier.command;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventLog;

/** How commands of one class are decided, and what they load unless the caller says otherwise. Immutable. */
public abstract class Route<C extends Command> {
    private final Class<C> type;
    private final Load load;

    Route(Class<C> type, Load load) {
        this.type = type;
        this.load = load;
    }

    /** Of the commands. */
    public Class<C> type() {
        return type;
    }

    Load load() {
        return load;
    }

    abstract Decision decide(C command, Handling handling, EventLog log);

    InvalidInputException notRead(Event event, StreamId stream) {
        return new InvalidInputException(
                "event type",
                event.getClass().getSimpleName(),
                "of " + type.getSimpleName() + " belongs to stream " + stream
                        + ", which the decision did not read: read it first, or correct the id in the event");
    }
}
