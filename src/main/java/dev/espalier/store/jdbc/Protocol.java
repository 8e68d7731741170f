package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.Append;
import dev.espalier.store.Limits;
import dev.espalier.store.UnitOfWork;
import java.sql.Connection;
import java.time.Duration;
import java.util.Set;

/**
 * How events are appended on one kind of database. Databases differ in their whole way of locking, not only in SQL text, so
 * each has a small implementation of its own; rows and reading are shared.
 */
interface Protocol {
    /** Asserts the settings on which durability and order rest, and creates or checks the schema. */
    void open(boolean create);

    /** What an append may hold. */
    default Limits limits() {
        return Limits.DEFAULT;
    }

    /** Refuses what is invalid, and an append from inside a service, before any I/O. */
    void check(Append append);

    /** Appends in a transaction of ours. */
    default Receipt append(Append append) {
        try (UnitOfWork work = begin()) {
            Receipt receipt = work.append(append);
            work.commit();
            return receipt;
        }
    }

    /** A transaction of ours. */
    default UnitOfWork begin() {
        return begin(Patience.ENDLESS);
    }

    /** A transaction of ours that waits for locks so long at most. */
    UnitOfWork begin(Duration atMost);

    /** In a transaction of ours in which nobody appends to these streams, and after which no append misses what was done. */
    <T> T administer(Set<StreamId> streams, SqlWork<T> work);

    /** What this instance has told. */
    History history();

    /** Reads on connections of ours. */
    Access reads();

    /** Saves an aggregate snapshot that is newer than the kept one, or whose schema is another; tells whether it did. */
    default boolean save(AggregateSnapshot snapshot) {
        return Snapshots.save(snapshot, writes());
    }

    /** Writes beside the events: one statement, which is durable when this returns. */
    Access writes();

    /** A transaction of the caller's. */
    JoinedProtocol join(Connection connection);
}
