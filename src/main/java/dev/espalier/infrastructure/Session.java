package dev.espalier.infrastructure;

/** Commands in, events in and out: all of an event-sourced system at one place, or in one transaction of the caller's. */
public interface Session extends CommandService {
    /**
     * The events themselves, for what is not decided by a handler.
     *
     * @return of the same store and transaction
     */
    EventStoreService eventStoreService();
}
