package dev.espalier.command;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventStore;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Those of a store; where it has none, what is to be done is done on the store itself. */
final class Transactions {
    /** What is done in one of them. */
    @FunctionalInterface
    interface Work<T> {
        T in(EventLog log);
    }

    private final EventStore store;
    /** The same, where it is one. */
    private final @Nullable TransactionalStore transactional;

    Transactions(EventStore store) {
        this.store = store;
        this.transactional = store instanceof TransactionalStore able ? able : null;
    }

    /** For reads outside of them. */
    EventLog store() {
        return store;
    }

    /** In one of its own; given up when the time is over before the commit begins. */
    <T> T run(Work<T> work, Deadline deadline) {
        if (transactional == null) return work.in(store);
        try (UnitOfWork unit = transactional.begin(deadline.left())) {
            T result = work.in(unit);
            deadline.check();
            unit.commit();
            return result;
        } catch (StoreUnavailableException e) {
            throw deadline.isOver(Duration.ZERO) ? deadline.exceeded(e) : e;
        }
    }
}
