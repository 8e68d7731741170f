package dev.espalier.store.jdbc;

import dev.espalier.jdbc.SqlWork;
import java.util.UUID;

/** A way to a connection for one short piece of work: a fresh one each time, or the one of a transaction. */
@FunctionalInterface
interface Access {
    /** Does it, and holds nothing afterwards; errors come out translated. */
    <T> T with(SqlWork<T> work);

    /** An event id as a parameter. */
    default Object id(UUID id) {
        return EventRow.bytes(id);
    }
}
