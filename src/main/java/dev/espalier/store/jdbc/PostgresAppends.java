package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Hooks;
import dev.espalier.store.Nesting;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import dev.espalier.store.StoredTypes.StoredType;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the appends of one store share.
 *
 * @param nesting who is inside a service
 * @param durable whether asynchronous commits are refused
 * @param mark the name under which a transaction is marked
 * @param known types that are known to be stored, so that an append of one of them writes nothing about it
 * @param history what this instance has told
 */
record PostgresAppends(Nesting nesting, boolean durable, String mark, Set<StoredType> known, History history) {
    PostgresAppends(boolean durable, String prefix) {
        this(durable, prefix, ConcurrentHashMap.newKeySet());
    }

    private PostgresAppends(boolean durable, String prefix, Set<StoredType> known) {
        this(new Nesting(), durable, "espalier." + prefix + "unit", known, new History(known::clear));
    }

    void remember(Receipt receipt) {
        history.told(receipt);
        for (EventEnvelope event : receipt.events())
            known.add(new StoredType(event.stream().category(), event.type(), event.schemaVersion()));
    }

    List<SnapshotVersion> participate(
            Participant participant, List<EventEnvelope> events, Connection connection, Hooks hooks) {
        return new Services(nesting).call(participant, events, connection, hooks);
    }
}
