package dev.espalier.docs;

import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StreamChange;
import dev.espalier.store.jdbc.JdbcEventStore;
import javax.sql.DataSource;

/** What the page on administration shows. */
final class Administering {
    private Administering() {}

    static JdbcEventStore open(DataSource dataSource) {
        var store = JdbcEventStore.builder(dataSource)
                .immutableEvents()
                .allowDeletion()
                .build();
        return store;
    }

    static void run(JdbcEventStore store) {
        var invoice = new StreamId("invoice", "4711");
        store.administer(invoice, StreamChange.ARCHIVE);
        store.administer(invoice, StreamChange.CLOSE);
        store.administer(invoice, StreamChange.REOPEN);
        store.administer(invoice, StreamChange.DELETE);
        if (!store.streamState(invoice).deleted()) throw new StreamClosedException(invoice);
    }

    static StoreIdentity restored(JdbcEventStore store) {
        StoreIdentity identity = store.beginEpoch();
        return identity;
    }
}
