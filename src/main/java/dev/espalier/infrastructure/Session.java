package dev.espalier.infrastructure;

import java.util.List;

/** Commands in, events in and out: all of an event-sourced system at one place, or in one transaction of the caller's. */
public interface Session extends CommandService {
    /**
     * Handles several commands in one transaction: all of them or none. Each is decided on what those before it leave behind,
     * whatever {@link Load} its handler has; the snapshot update services hear of everything at the end. Interceptors stand
     * around each command, those of the first outermost, so that all commands are let through before one is handled.
     *
     * <p>A command that was handled before under its id is not handled again, and its first receipt is returned.
     *
     * @param commands in their order, at most 100; with ids that differ
     * @return one receipt for each command, in the same order
     * @throws InvalidInputException when there are too many, an id stands twice, or one cannot be handled
     * @see CommandService#send(Command, Metadata) for what else is thrown
     */
    List<Receipt> sendAll(List<CommandEnvelope> commands);

    /**
     * The events themselves, for what is not decided by a handler.
     *
     * @return of the same store and transaction
     */
    EventStoreService eventStoreService();
}
