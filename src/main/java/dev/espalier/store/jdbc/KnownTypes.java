package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.StoredTypes.StoredType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Types that are known to be stored, so that an append of one of them writes nothing about it. */
final class KnownTypes {
    private final Set<StoredType> known = ConcurrentHashMap.newKeySet();

    private static StoredType of(EventEnvelope event) {
        return new StoredType(event.stream().category(), event.type(), event.schemaVersion());
    }

    /** What is not known to be stored: usually nothing. */
    Set<StoredType> unknown(Collection<? extends EventEnvelope> events) {
        Set<StoredType> unknown = Set.of();
        for (EventEnvelope event : events) {
            StoredType type = of(event);
            if (known.contains(type)) continue;
            if (unknown.isEmpty()) unknown = new LinkedHashSet<>();
            unknown.add(type);
        }
        return unknown;
    }

    /** These were committed. */
    void remember(Receipt receipt) {
        for (EventEnvelope event : receipt.events()) known.add(of(event));
    }

    void clear() {
        known.clear();
    }
}
