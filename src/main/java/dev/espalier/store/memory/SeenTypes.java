package dev.espalier.store.memory;

import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredTypes.StoredType;
import dev.espalier.store.Tombstone;
import java.util.HashSet;
import java.util.Set;

/** Which types are stored. As with the {@link Index}, who asks looks at what is new since somebody asked last. */
final class SeenTypes {
    private final Log log;
    private final Set<StoredType> types = new HashSet<>();
    private long seen;

    SeenTypes(Log log) {
        this.log = log;
    }

    synchronized Set<StoredType> upTo(long head) {
        EventType last = null;
        String category = "";
        while (seen < head) {
            RecordedEvent event = log.at(++seen);
            EventType type = event.eventType();
            if (type == last && event.stream().category().equals(category)) continue; // most are like the one before
            last = type;
            category = event.stream().category();
            if (!event.type().equals(Tombstone.NAME))
                types.add(new StoredType(category, event.type(), event.schemaVersion()));
        }
        return Set.copyOf(types);
    }
}
